# What the core of the terminal says. Short, as one would say it in a warehouse.

back = Back
cancel = Cancel
close = Close
loading = One moment…
progress = Progress
try-again = Try again
try-now = Try now
done-of = { $done } of { $of }
stale = Last known at { $time }
nothing-here = Nothing here
nothing-here-detail = There is no screen at this address. Go back to the start.
not-allowed = Not for your role
not-allowed-detail = Ask a supervisor if you need it.
part-missing = This part is not on the device yet
part-missing-detail = Come within reach of the warehouse node, then try again.
language = Language
mood-good = Good
mood-check = Check
mood-wrong = Wrong

## Scanning

scan-wrong = Wrong scan
scan-was = Scanned
scan-expected = Expected
scan-camera = Camera
scan-camera-close = Close camera
scan-type = Type it
scan-type-close = Stop typing
scan-code = Code on the label
scan-take = Take it
camera-view = Picture of the camera
camera-opening = Opening the camera…
camera-light = Light on
camera-dark = Light off
camera-none = The camera cannot be used
camera-insecure-detail = Browsers allow the camera on secure pages only. Open the terminal over HTTPS; how this is set up stands on the trust page.
camera-denied-detail = The camera was not allowed. Allow it for this page in the browser's settings, or type the code.
camera-busy-detail = Another app is using the camera. Close it, then try again.
camera-none-detail = No camera was found. Type the code, or use a scanner.
camera-trust = How to trust this node

## Quantity

pad-quantity = Quantity
pad-units = { $count ->
    [one] unit
   *[other] units
}
pad-most = at most { $max }
pad-too-many = more than { $max }
pad-less = One less
pad-more = One more
pad-erase = Erase
pad-done = Done

## Home

home-tasks = Tasks
home-device = This device
home-nothing = There is nothing to do here for you
home-nothing-detail = Your role ({ $role }) opens no tasks. Ask a supervisor.

## Where things stand

banners = Messages
banner-look = Show
banner-refused = { $count ->
    [one] One action was refused and needs you.
   *[other] { $count } actions were refused and need you.
}
banner-node = The warehouse node has been out of reach since { $time }.
banner-node-waiting = { $count ->
    [one] One action waits here.
   *[other] { $count } actions wait here.
}
banner-hub = The hub has been out of reach since { $time }.
banner-hub-waiting = { $count ->
    [one] One change waits for it.
   *[other] { $count } changes wait for it.
}
node-well = Warehouse node: in reach
node-away = Warehouse node: out of reach
hub-well = Hub: in reach
hub-away = Hub: out of reach
dots-waiting = { $count ->
    [one] one action in the queue
   *[other] { $count } actions in the queue
}
link-node = Warehouse node
link-node-well = In reach
link-hub = Hub
link-hub-well = In reach
link-unknown = Not known yet
update-ready = A new version is ready.
update-now = Use it now

## The queue

waiting-title = Queue
waiting-step = { $count ->
    [0] nothing waits
    [one] one action
   *[other] { $count } actions
}
waiting-none = Nothing waits
waiting-none-detail = Everything that was done here has reached the warehouse node.
waiting-refused = Needs you
waiting-waiting = Waits for the node
pause-unreachable = The node is out of reach
pause-unreachable-detail = Go on working. What you do is kept here and sent in order as soon as the node answers.
pause-sign-in = Sign in to send
pause-sign-in-detail = The actions are safe. They are sent once somebody has signed in.
pause-busy = The node is busy
pause-busy-detail = It asked to wait for a moment. The actions are sent by themselves.
pause-fenced = The node is held back
pause-fenced-detail = Its hub has to let it work again. Tell a supervisor; the actions are safe here.
pause-trouble = The node has a problem
pause-trouble-detail = It answered with an error of its own. The action is tried again by itself; tell a supervisor if this goes on.
action-state-sending = Sending
action-state-waiting = Waiting
action-state-held = Held
action-state-refused = Refused
action-by = { $who }, { $time }
action-tries = { $count ->
    [one] Tried once.
   *[other] Tried { $count } times.
}
action-held = Waits because an action before it, of the same task, was refused. Settle that one first.
action-confirm = It is right, send it
action-again = Send again
action-discard = Discard
discard-title = Discard this action?
discard-detail = “{ $what }” will never reach the node. What you did on the floor stays done: tell a supervisor if stock is now different.
discard-no = Keep it
history-title = { $count ->
    [one] One decision
   *[other] { $count } decisions
}
history-again = Sent again by { $who }, { $time }
history-confirmed = Confirmed and sent by { $who }, { $time }
history-discarded = Discarded by { $who }, { $time }
refusal-confirmation-required = The figure is unusual. If it is right, send it so; otherwise discard it and enter it again.
refusal-insufficient-stock = The books have less there than this needs. Count the place, or discard the action.
refusal-held-by-hub = These units are promised elsewhere. Ask a supervisor, or discard the action.
refusal-wrong-state = The task has moved on meanwhile. Look at it; if it is done, discard this action.
refusal-invalid-request = Something in it is not right. Discard it and enter it again.
refusal-not-found = It is no longer there. Discard this action.
refusal-version-mismatch = Somebody else changed it meanwhile. Look at it, then send again or discard.
refusal-forbidden = Whoever is signed in may not do this. Let a supervisor sign in, then send again.
refusal-device-changed = This device was paired anew before the answer came. Check whether it was counted; send again only if it was not.
refusal-other = Ask a supervisor, then send again or discard.

## Pairing

pair-title = Pair this device
pair-lead = This device belongs to no warehouse yet. A supervisor opens People and devices on another terminal and shows a code.
pair-scan = Scan the pairing code
pair-busy = Pairing…
pair-by-key = Paste a key instead
pair-by-code = Use a pairing code
pair-key = Device key
pair-key-hint = As printed by the pair command of the node; it begins with hf_.
pair-key-save = Use this key
pair-no-code = That is no pairing code
pair-no-code-detail = Scanned: { $said }. Scan the code that the supervisor's screen shows.
pair-code-gone = This code no longer works
pair-code-gone-detail = Codes work once and for a short time. Ask for a new one.
pair-key-unknown = The node does not know this key
pair-key-unknown-detail = Check that it is complete and was made by this warehouse's node.
pair-refused = Pairing was refused
pair-away-detail = Check the network, then scan the code again.
pair-shut-out = This device was shut out
pair-shut-out-detail = Its key is no longer valid. Ask a supervisor to pair it again. What waits here is kept.
pair-anew = Pair this device anew?
pair-anew-is = It is paired as { $name }.
pair-anew-waiting = { $count ->
    [one] One action still waits here. After pairing somebody has to look at it, because it might otherwise count twice.
   *[other] { $count } actions still wait here. After pairing somebody has to look at each, because they might otherwise count twice.
}
pair-anew-yes = Pair anew
pair-again = Pair anew
too-often = Too many tries
too-often-detail = Try again in { $seconds } s.

## Signing in

sign-in-title = Sign in
sign-in-badge = Scan your badge
sign-in-name = Or choose your name
sign-in-do = Sign in
sign-in-away = The node is out of reach
sign-in-away-detail = Signing in needs the warehouse node. Come within reach of the Wi-Fi and try again.
sign-in-unknown = That did not match
sign-in-unknown-detail = The badge or the PIN is not right. Try again, or ask a supervisor.
sign-in-locked = Locked for a moment
sign-in-locked-detail = Too many wrong tries. Try again in { $seconds } s.
sign-in-refused = Signing in was refused
sign-out = Sign out
pin-step = PIN
pin-label = PIN
pin-digits = { $count ->
    [one] one digit
   *[other] { $count } digits
}

## People and devices

people-title = People and devices
operators-title = People
operators-none = Nobody is known here yet
operator-add = Add a person
operator-new = New person
operator-name = Name
operator-role = Role
operator-badge = Scan the badge
operator-pin = PIN
operator-pin-hint = 4 to 12 digits. Leave it empty to change nothing.
operator-has-badge = Badge
operator-has-pin = PIN
operator-no-proof = Cannot sign in
operator-save = Save
operator-revoke = Shut out
operator-revoke-title = Shut out { $name }?
operator-revoke-detail = Signed-in sessions end at once. This cannot be undone.
role-viewer = Viewer
role-viewer-hint = Looks things up
role-worker = Worker
role-worker-hint = Receives, picks, counts, ships
role-supervisor = Supervisor
role-supervisor-hint = Also adjusts stock and admits people
role-admin = Administrator
role-admin-hint = Everything
role-terminal = Shared terminal
role-terminal-hint = People sign in on it
role-device-hint = Works without signing in
devices-title = Devices
device-title = Device
device-name = Name of the device
device-none = Not paired
device-role = What is the device for?
device-warehouse = Warehouse
device-version = Version
device-offline = Without the node
device-storage = Storage
device-trust = Trust and HTTPS
device-this = This device
device-revoke = Shut out
device-revoke-title = Shut out { $name }?
device-revoke-detail = The device can do nothing from then on. It can be paired again.
pair-device-title = Pair a device
pair-device-begin = Show the code
pair-device-name-hint = As it is written on it, for example Terminal 7
pair-code-title = Pair { $name }
pair-code-how = Scan this with the new device. It works once, until { $time }.
pair-code-qr = QR code for pairing
pair-code-waiting = Waiting for the device…
pair-code-claimed = { $name } is paired
change-refused = Not saved
change-forbidden = You may not do this. A role can be given only by somebody who has it.
change-away = The node is out of reach. Nothing was changed for certain; try again when it answers.

## Settings

settings-title = Settings
settings-more = More
settings-person = { $name } ({ $role }) is signed in.
settings-until = The session ends at { $time }.
theme = Appearance
theme-system = As the device
theme-light = Light
theme-dark = Dark
sound = Sound: { $percent }%
sound-mute = Sound: off
offline-starting = Getting ready…
offline-ready = The app opens
offline-insecure = Needs HTTPS (see Trust)
offline-unsupported = Not in this browser
offline-failed = Could not be set up
storage-kept = Kept for good
storage-may-go = The browser may clear it
storage-keep = Keep it for good

## Trying out a scanner

scanner-title = Scanner
scanner-try = Scan anything
scanner-by-wedge = Read by the scanner
scanner-by-camera = Read by the camera
scanner-by-typed = Typed
scanner-kind = It is
scanner-broken = Not right
scanner-no-keys = Keys that arrive are shown here.
scanner-keys = { $count ->
    [one] One key
   *[other] { $count } keys
}
scanner-key = Key
scanner-code = Place
scanner-gap = ms
scanner-settings = Scanner settings
scanner-prefix = Prefix
scanner-prefix-hint = What the scanner sends before each code; it is taken off.
scanner-suffix = A code ends with
scanner-suffix-any = Enter, Tab or a pause
scanner-suffix-enter = Enter
scanner-suffix-tab = Tab
scanner-suffix-pause = A pause
scanner-speed = Speed
scanner-speed-35 = Fast, up to { $ms } ms a key
scanner-speed-60 = Bluetooth, up to { $ms } ms a key
scanner-speed-100 = Slow, up to { $ms } ms a key
scanner-layout = Keyboard of the scanner
scanner-layout-device = As the device
scanner-layout-us = US
scanner-reset = As delivered
kind-product = Product
kind-bin = Bin
kind-task = Task
kind-order = Order
kind-sscc = Parcel (SSCC)
kind-operator = Badge
kind-unknown = Not known
