# What the flows of the floor say. Short, as one would say it in a warehouse.

flow-look-up = Look up
flow-receive = Receive
flow-put-away = Put away
flow-pick = Pick
flow-pack = Pack
flow-ship = Ship
flow-count = Count
flow-move = Move
flow-damage = Damage
flow-return = Returns
flow-transfer = Transfers
flow-labels = Labels
flow-cancel = Cancel
flow-go-on = Go on
flow-step = Step { $step } of { $of }

## How a step went

queued-here = Kept on this device; sent as soon as the node answers.
nothing-changed = Nothing was changed.
step-failed = That did not work. Try it again.
missing = This cannot be shown
missing-away = The node is out of reach
missing-away-detail = This was not read on this device before. Come within reach of the warehouse node, then try again.
missing-retry = Try again
confirm-yes = Yes, it is so
confirm-no = No, back
confirm-unusual = { $quantity } of { $sku } is more than usual here ({ $usual }). Really { $quantity }?
confirm-unplaced = Only { $unplaced } of { $sku } lie in no bin. Were they put away already? Really { $quantity }?
confirm-unexpected = More came than was expected, or something else: { $quantity } of { $sku }. Is it really there?
advice-insufficient-stock = The books have less there. Look again, or count the bin.
advice-held-by-hub = These units are promised elsewhere. Ask a supervisor.
advice-wrong-state = The task has moved on. Go back and open it again.
advice-not-found = The node does not know this. Check the label.
advice-forbidden = Your role may not do this. Ask a supervisor.
advice-conflict = Something else has this already.
advice-fenced = The node has to meet its hub first. Tell a supervisor.
advice-invalid-request = Something in it is not right. Check the bin and the figure.
advice-version-mismatch = Somebody else was faster. Go back and open it again.
advice-other = The node refused it. Nothing was changed.

## Wrong

wrong-want-product = { $kind ->
    [bin] { $code } is a bin. Scan a product.
    [task] { $code } is a task. Scan a product.
    [order] { $code } is an order. Scan a product.
    [sscc] { $code } is a parcel. Scan a product.
    [operator] This is a badge. Scan a product.
   *[unknown] Nobody here knows { $code }. Scan a product, or look it up.
}
wrong-want-bin = { $kind ->
    [product] { $code } is a product. Scan a bin.
    [task] { $code } is a task. Scan a bin.
    [order] { $code } is an order. Scan a bin.
    [sscc] { $code } is a parcel. Scan a bin.
    [operator] This is a badge. Scan a bin.
   *[unknown] There is no bin { $code } here. Scan a bin.
}
wrong-want-tracking = { $kind ->
    [product] { $code } is a product. Scan the tracking number.
    [bin] { $code } is a bin. Scan the tracking number.
   *[other] { $code } is no tracking number.
}
wrong-broken = { $code } is damaged or misread. Scan it again.
wrong-bin = Wrong bin: { $scanned }. Go to { $expected }.
wrong-product = Wrong product: { $scanned }. Take { $expected }.
wrong-bin-first = First scan the bin { $bin }. ({ $code } was scanned.)
wrong-no-bin-wanted = { $sku } lies in no bin. Scan the product, not { $bin }.
wrong-nothing-to-pick = Nothing is left to pick. { $code } stays where it is.
wrong-too-many = { $units } of { $sku } are too many: { $wanted } are wanted.
wrong-tote = { $code } is none of these totes: { $totes }.
wrong-zero = 0 is no quantity here.
wrong-reference = Enter the number on the note, 1 to 128 characters.
wrong-nothing-listed = Nothing is on the list yet. Scan a product.
wrong-no-such-bin = There is no bin { $bin } in this warehouse.
wrong-bin-blocked = { $bin } is blocked. Choose another bin.
wrong-not-in-bin = There is no { $sku } in { $bin }.
wrong-more-than-in-bin = { $bin } holds { $held } of { $sku }, not { $quantity }.
wrong-quantity-first = First say how many, then scan the bin. ({ $code } was scanned.)
wrong-same-bin = { $bin } is where it comes from. Scan another bin.
wrong-bound-already = { $code } has its product already.
wrong-finish-count = Finish counting { $sku } first. ({ $code } was scanned.)
wrong-list-done = Everything on this list is counted. ({ $code } was scanned.)
wrong-not-on-list = { $code } is not to be counted here. Count { $expected }.
wrong-counted-already = { $sku } is counted already.
wrong-not-in-task = { $code } does not belong to this task.
wrong-packed-already = All of { $sku } is in a parcel already.
wrong-empty-parcel = The parcel is empty. Scan what goes into it.
wrong-weight = Enter the weight in grams: 1 to 1,500,000.
wrong-parcel = { $code } is a parcel of another task.
wrong-tracking = Scan or type the tracking number, up to 100 characters.
wrong-nothing-to-ship = Nothing is picked that could leave.
wrong-bin-for = First scan the bin for { $sku }. ({ $code } was scanned.)
wrong-arrived-already = All of { $sku } has arrived already.
wrong-more-than-sent = { $wanted } of { $sku } are still to come, not { $units }. Receive the others as a delivery.
wrong-no-such-task = { $code } is none of these tasks.

## Reasons

reason-other = Something else
reason-words = In your own words
reason-empty = Bin is empty
reason-fewer = Fewer than in the books
reason-broken = Broken
reason-other-product = Another product lies there
reason-dropped = Dropped
reason-wet = Got wet
reason-torn = Packaging torn
reason-expired = Past its date
reason-not-on-pallet = Not on the pallet
reason-lost-on-way = Lost on the way
reason-count-again = Count again
reason-wrong-bin-counted = Wrong bin counted

## Goods

units = { $units ->
    [one] { $units } unit
   *[other] { $units } units
}
grams = grams
weight = { $grams } g
condition = Condition
condition-available = Good
condition-damaged = Damaged
condition-quality_control = To be checked
handling-notes = Handle with care
search-label = Name, number or code
search-hint = Two letters are enough
search-take = Take this code
search-away = Searching needs the node. Type the exact number.
search-none = Nothing found for “{ $text }”
search-found = Products found
task-scan = Scan the task
task-transfer-out = Transfer to { $warehouse }
task-transfer-in = Transfer from { $warehouse }
task-order = Order { $order }
task-lines = { $lines ->
    [one] one line
   *[other] { $lines } lines
}
task-urgent = Urgent { $priority }
task-begun = { $done } of { $units } picked
task-short = { $units } missing
task-state = { $state ->
    [open] Open
    [picking] Being picked
    [packed] Ready to ship
    [shipped] Shipped
    [canceled] Cancelled
    [short] Nothing was there
   *[done] Done
}
paper-open = Open: { $paper }
paper-save = Save
paper-failed = The paper could not be fetched
paper-labels = Parcel labels
paper-slip = Packing slip
paper-bin = Bin label

## Look up

lookup-scan = Scan anything
lookup-scan-detail = Product, bin, task, order or parcel
lookup-again = Scan the next
lookup-unknown = Unknown code
lookup-unknown-title = Nobody here knows this code
lookup-bind = Whose barcode is it?
lookup-bind-detail = Find the product; from then on its scan is understood everywhere.
lookup-bound = { $code } now means { $sku }.
lookup-bound-title = Barcode added
lookup-barcodes = Barcodes
lookup-bins = Where it lies
lookup-unplaced = In no bin
lookup-picked = Picked
lookup-discrepancy = { $units } more in bins than in the books: count it
lookup-never-stocked = Never in stock here.
lookup-task = Task
stock-on-hand = On hand
stock-available = Available
stock-reserved = Reserved
stock-promisable = Promisable here
stock-quality-control = In quality control
stock-damaged = Damaged
stock-incoming = On its way
bin-title = Bin { $bin }
bin-zone = Zone { $zone }
bin-move = Move out of it
bin-blocked = Blocked
bin-fill = Filled
bin-empty = This bin is empty
bin-contents = What lies in it

## Receive and returns

receive-free = Without an order
receive-none = No delivery is expected
receive-none-detail = Goods can be received all the same.
receive-expected = Expected
receive-transfers = From other warehouses
receive-due = due { $time }
receive-begun = begun
receive-return-of = Return of order { $order }
receive-scan-note = Scan the delivery note
receive-number = Number of the note
receive-scan = Scan a product
receive-scan-more = Scan on, or scan the bin
receive-quantity = Quantity
receive-finish = Book { $units ->
    [one] one unit
   *[other] { $units } units
}
receive-into = Into { $bin }
receive-counted = { $sku }: { $quantity }
receive-drop = Drop
receive-list = Put on the list
receive-listed = On the list
receive-book = Book { $units ->
    [one] one unit
   *[other] { $units } units
}
receive-book-complete = That is all
receive-book-complete-hint = What is missing will not come
receive-book-part = Book in
receive-book-part-hint = The rest is still to come
receive-booked = { $units ->
    [one] One unit booked in
   *[other] { $units } units booked in
}
receive-booked-title = Booked in
receive-more = More of it
receive-next = Next
difference-over = { $units } too many
difference-under = { $units } missing
difference-unordered = Not ordered: { $units }
difference-exact = All here
return-scan = Scan the return
return-scan-detail = Number of the return, or of its order
return-none = No return is expected

## Put away

putaway-scan-product = Scan what is to be put away
putaway-arrivals = Still to put away
putaway-product = { $sku }: now its bin
putaway-unplaced = { $units } in no bin
putaway-scan-bin = Scan the bin
putaway-suggested = Bins that suit
putaway-bin = { $bin }: how many?
putaway-other-bin = { $bin } was not suggested. How many?
putaway-done = { $quantity } of { $sku } are in { $bin }.
why-holds-it = Holds it already
why-its-slot = Its own place
why-empty = Is empty
why-room = Has room

## Pick

pick-none = Nothing to pick
pick-none-detail = New tasks appear here by themselves.
pick-scan-task = Scan a task, or choose one
pick-tasks = Tasks
pick-waves = Begun together
pick-wave = { $tasks ->
    [one] One task together
   *[other] { $tasks } tasks together
}
pick-together = Pick several together
pick-together-begin = Begin with { $tasks ->
    [one] one task
   *[other] { $tasks } tasks
}
pick-wave-made = { $tasks ->
    [one] One task is picked together
   *[other] { $tasks } tasks are picked together
}
pick-sort = Into the totes
pick-sort-now = At each bin
pick-sort-now-hint = One tote a task on the cart
pick-sort-later = At the end
pick-sort-later-hint = All into one, sorted at the table
pick-bin-scans = Scan each bin before its products
pick-title-wave = Pick together
pick-scan-bin = Go to the bin and scan it
pick-scan-product = Scan each one
pick-scan-tote = Scan a tote's task, or go on
pick-of = of { $wanted }
pick-no-bin = In no bin
pick-share = Tote { $tote }: { $quantity }
pick-at-bin = I am there
pick-quantity = Enter how many
pick-later = Later
pick-short = Short
pick-bin-right = { $bin } is right
pick-counted = { $units } of { $wanted } { $sku }
pick-counted-of = { $units } of { $wanted }
pick-done = { $units } of { $sku } picked
pick-short-done = { $missing } of { $sku } reported missing
pick-short-what = { $missing } of { $sku } are not there?
pick-short-why = Why?
pick-short-send = Report { $missing } missing
pick-put-off = { $sku } comes later
pick-sharing = Into the totes
pick-shared = Done
pick-tote = Tote { $tote }
pick-tote-right = { $quantity } into tote { $tote }
pick-over = Picked
pick-over-good = All picked
pick-over-short = Nothing of it was there
pick-over-missing = { $missing } missing, reported
pick-next-task = Next task
pick-sort-out = Sort into totes
pick-check-totes = In the totes

## Pack and ship

pack-none = Nothing to pack
pack-none-detail = Tasks come here once they are picked.
pack-not-picked = Not picked yet
pack-not-picked-detail = Pick all of it first.
pack-shipped = Already shipped
pack-shipped-detail = There is nothing left to pack.
pack-parcel = Parcel { $parcel }
pack-scan = Scan what goes in
pack-put = { $units } of { $sku } in
pack-rest = All the rest in
pack-weigh = Close and weigh
pack-in-parcel = In this parcel
pack-empty = Take all out
pack-left = Still to pack
pack-weight = Weight
pack-finish = Done
pack-next-parcel = Next parcel
pack-closed = Parcel { $parcel } is closed
pack-done = { $parcels ->
    [one] One parcel is packed
   *[other] { $parcels } parcels are packed
}
pack-done-title = Packed
pack-anew = Pack anew
pack-number-later = The node will give its number
ship-none = Nothing to ship
ship-none-detail = Tasks come here once something of them is picked.
ship-carrier = Carrier
ship-other = Another carrier
ship-scan-tracking = Scan the tracking number
ship-tracking = Tracking number
ship-tracked = Tracking number { $tracking }
ship-right-parcel = The right parcel. Now the tracking number.
ship-leaves = Leaves now
ship-stays = { $units } stay
ship-part-hint = Touch a line to let less of it leave.
ship-how-many = How many leave?
ship-send = It has left
ship-part-send = This part has left
ship-done = Shipped
ship-part-done = The part has left, the rest stays here.
ship-done-title = Shipped
ship-done-detail = It is off the books of this warehouse.
ship-next = Next

## Count

count-none = No list to count
count-none-detail = Make one, or count what is before you.
count-lists = Lists
count-list-name = { $by ->
    [age] Longest not counted
    [value] Most valuable
   *[both] Mixed
} { $zone }
count-new-list = New list
count-by = What first?
count-by-age = What was not counted for longest
count-by-value = What is worth most
count-by-both = Both
count-make-list = Make a list of { $size }
count-list-made = The list is ready
count-free = Count something
count-scan-free = Scan a bin or a product
count-scan-free-detail = With a bin, only what lies in it is counted
count-scan-product = Scan the product
count-how-many = Scan each one, or enter how many
count-bin = In { $bin }
count-product = { $sku }: how many?
count-so-far = { $sku }: { $counted }
count-finish = That is all
count-none-there = Cannot scan it, or none there
count-done = { $sku }: { $counted } counted
count-awaits = { $sku }: { $counted } counted. A supervisor looks at it first.
count-step = { $done } of { $of }
count-list-done = List done
count-list-done-title = { $lines ->
    [one] One line counted
   *[other] All { $lines } lines counted
}
count-waiting = { $counts ->
    [one] One count waits for you
   *[other] { $counts } counts wait for you
}
count-waiting-title = Counts to decide
count-waiting-none = No count waits
count-by-whom = { $who }, { $time }
count-counted = Counted
count-expected = In the books
count-difference = Difference
count-approve = Approve
count-reject = Reject
count-reject-why = Why?
count-approved = Approved: the books follow the count.
count-rejected = Rejected: the books stay.

## Move

move-scan-from = Scan the bin it comes from
move-scan-product = Scan the product
move-scan-to = Scan the bin it goes to
move-from = Out of { $bin }
move-from-label = From
move-product = { $sku }: how many?
move-other-bin = Another bin
move-done = { $quantity } of { $sku }: { $from } → { $to }

## Damage and inspections

damage-found = Report damage
damage-found-hint = Good units become damaged ones
damage-who = Damage is reported by supervisors
damage-who-detail = Put the units aside and tell a supervisor, who reports them at any terminal. In a pick, report them as short.
damage-scan = Scan what is damaged
damage-scan-more = Scan each one
damage-product = { $sku }
damage-counted = { $sku }: { $quantity }
damage-go-on = { $quantity }: why?
damage-why = What happened?
damage-send = { $quantity ->
    [one] Report one unit
   *[other] Report { $quantity } units
}
damage-done = { $quantity } of { $sku } are set apart as damaged.
inspect = Inspect
inspect-hint = Decide on goods in quality control, or damaged
inspect-scan = Scan what is to be inspected
inspect-nothing = Nothing of it waits
inspect-nothing-detail = None of it is in quality control or damaged.
inspect-from = Which?
inspect-verdict = Verdict ({ $units })
inspect-done = { $quantity } of { $sku } are decided.
verdict-available = Good: back into stock
verdict-damaged = Damaged: keep apart
verdict-loss = Lost: write off

## Transfers

transfer-in = Coming in
transfer-out = Going out
transfer-none = No transfer
transfer-none-detail = Transfers appear here once the hub sends them.
arrive-scan = Scan what has come
arrive-due = Still to come
arrive-missing-hint = Missing? Touch it.
arrive-missing-why = Why is { $sku } missing?
arrive-missing-send = Report it missing
arrive-counted = { $sku }: { $quantity }
arrive-scan-bin = Scan on, or scan its bin
arrive-no-bin = Put away later
arrive-done = { $quantity } of { $sku } have arrived.
arrive-missing-done = { $missing } of { $sku } reported missing
arrive-over = Arrived
arrive-over-title = The transfer is in

## Labels

labels-scan = Scan a bin or a task
labels-search = Bin
labels-bins = Bins
labels-none = No such bin

## What stands in the queue

action-pick = Pick { $units } × { $sku }
action-short = Short pick { $sku }: { $units } found, { $missing } missing
action-wave = { $tasks ->
    [one] Pick one task together
   *[other] Pick { $tasks } tasks together
}
action-receive = { $units ->
    [one] Receive one unit ({ $reference })
   *[other] Receive { $units } units ({ $reference })
}
action-putaway = Put away { $quantity } × { $sku } into { $bin }
action-move = Move { $quantity } × { $sku }: { $from } → { $to }
action-bind = Barcode { $code } for { $sku }
action-count = Count { $sku }: { $counted }
action-count-list = Make a count list
action-approve = Approve a count
action-reject = Reject a count
action-pack = { $parcels ->
    [one] Pack one parcel
   *[other] Pack { $parcels } parcels
}
action-ship = Ship { $task } with { $carrier }
action-damage = Damage { $quantity } × { $sku }
action-inspect = { $verdict ->
    [available] Release { $quantity } × { $sku }
    [damaged] Set { $quantity } × { $sku } apart as damaged
   *[loss] Write off { $quantity } × { $sku }
}
action-arrive = Transfer in { $quantity } × { $sku }
action-arrive-missing = Transfer in: { $missing } × { $sku } missing
