# Was der Kern des Terminals sagt. Kurz, wie man es im Lager sagt.

back = Zurück
cancel = Abbrechen
close = Schließen
loading = Einen Moment …
progress = Fortschritt
try-again = Noch einmal
try-now = Jetzt versuchen
done-of = { $done } von { $of }
stale = Stand von { $time }
nothing-here = Hier ist nichts
nothing-here-detail = Unter dieser Adresse gibt es keine Seite. Zurück zum Anfang gehen.
not-allowed = Nicht für Ihre Rolle
not-allowed-detail = Bei Bedarf die Schichtleitung fragen.
part-missing = Dieser Teil ist noch nicht auf dem Gerät
part-missing-detail = In Reichweite des Lagerknotens kommen und noch einmal versuchen.
language = Sprache
mood-good = Gut
mood-check = Prüfen
mood-wrong = Falsch

## Scannen

scan-wrong = Falscher Scan
scan-was = Gescannt
scan-expected = Erwartet
scan-camera = Kamera
scan-camera-close = Kamera aus
scan-type = Eintippen
scan-type-close = Nicht tippen
scan-code = Code auf dem Etikett
scan-take = Übernehmen
camera-view = Bild der Kamera
camera-opening = Kamera wird geöffnet …
camera-light = Licht an
camera-dark = Licht aus
camera-none = Die Kamera ist nicht nutzbar
camera-insecure-detail = Browser erlauben die Kamera nur auf sicheren Seiten. Das Terminal über HTTPS öffnen; wie das geht, steht auf der Seite zum Vertrauen.
camera-denied-detail = Die Kamera wurde nicht erlaubt. In den Einstellungen des Browsers für diese Seite erlauben oder den Code eintippen.
camera-busy-detail = Eine andere App benutzt die Kamera. Diese schließen und noch einmal versuchen.
camera-none-detail = Keine Kamera gefunden. Den Code eintippen oder einen Scanner benutzen.
camera-trust = Diesem Knoten vertrauen

## Menge

pad-quantity = Menge
pad-units = { $count ->
    [one] Stück
   *[other] Stück
}
pad-most = höchstens { $max }
pad-too-many = mehr als { $max }
pad-less = Eins weniger
pad-more = Eins mehr
pad-erase = Löschen
pad-done = Fertig

## Start

home-tasks = Aufgaben
home-device = Dieses Gerät
home-nothing = Hier gibt es für Sie nichts zu tun
home-nothing-detail = Ihre Rolle ({ $role }) hat keine Aufgaben. Die Schichtleitung fragen.

## Wie es steht

banners = Meldungen
banner-look = Ansehen
banner-refused = { $count ->
    [one] Eine Buchung wurde abgelehnt und braucht Sie.
   *[other] { $count } Buchungen wurden abgelehnt und brauchen Sie.
}
banner-node = Der Lagerknoten ist seit { $time } nicht erreichbar.
banner-node-waiting = { $count ->
    [one] Eine Buchung wartet hier.
   *[other] { $count } Buchungen warten hier.
}
banner-hub = Die Zentrale ist seit { $time } nicht erreichbar.
banner-hub-waiting = { $count ->
    [one] Eine Änderung wartet auf sie.
   *[other] { $count } Änderungen warten auf sie.
}
node-well = Lagerknoten: erreichbar
node-away = Lagerknoten: nicht erreichbar
hub-well = Zentrale: erreichbar
hub-away = Zentrale: nicht erreichbar
dots-waiting = { $count ->
    [one] eine Buchung in der Warteschlange
   *[other] { $count } Buchungen in der Warteschlange
}
link-node = Lagerknoten
link-node-well = Erreichbar
link-hub = Zentrale
link-hub-well = Erreichbar
link-unknown = Noch nicht bekannt
update-ready = Eine neue Version liegt bereit.
update-now = Jetzt verwenden

## Die Warteschlange

waiting-title = Warteschlange
waiting-step = { $count ->
    [0] nichts wartet
    [one] eine Buchung
   *[other] { $count } Buchungen
}
waiting-none = Nichts wartet
waiting-none-detail = Alles, was hier getan wurde, hat den Lagerknoten erreicht.
waiting-refused = Braucht Sie
waiting-waiting = Wartet auf den Knoten
pause-unreachable = Der Knoten ist nicht erreichbar
pause-unreachable-detail = Einfach weiterarbeiten. Was Sie tun, bleibt hier und wird der Reihe nach gesendet, sobald der Knoten antwortet.
pause-sign-in = Zum Senden anmelden
pause-sign-in-detail = Die Buchungen sind sicher. Sie werden gesendet, sobald sich jemand anmeldet.
pause-busy = Der Knoten ist ausgelastet
pause-busy-detail = Er bittet um etwas Geduld. Die Buchungen werden von selbst gesendet.
pause-fenced = Der Knoten ist gesperrt
pause-fenced-detail = Die Zentrale muss ihn wieder freigeben. Der Schichtleitung Bescheid geben; die Buchungen sind hier sicher.
pause-trouble = Der Knoten hat ein Problem
pause-trouble-detail = Er antwortete mit einem eigenen Fehler. Es wird von selbst noch einmal versucht; hält es an, der Schichtleitung Bescheid geben.
action-state-sending = Wird gesendet
action-state-waiting = Wartet
action-state-held = Zurückgehalten
action-state-refused = Abgelehnt
action-by = { $who }, { $time }
action-tries = { $count ->
    [one] Einmal versucht.
   *[other] { $count }-mal versucht.
}
action-held = Wartet, weil eine frühere Buchung derselben Aufgabe abgelehnt wurde. Zuerst diese klären.
action-confirm = Stimmt so, senden
action-again = Noch einmal senden
action-discard = Verwerfen
discard-title = Diese Buchung verwerfen?
discard-detail = „{ $what }“ wird den Knoten nie erreichen. Was im Lager geschehen ist, bleibt geschehen: Der Schichtleitung Bescheid geben, wenn der Bestand nun ein anderer ist.
discard-no = Behalten
history-title = { $count ->
    [one] Eine Entscheidung
   *[other] { $count } Entscheidungen
}
history-again = Noch einmal gesendet von { $who }, { $time }
history-confirmed = Bestätigt und gesendet von { $who }, { $time }
history-discarded = Verworfen von { $who }, { $time }
refusal-confirmation-required = Die Menge ist ungewöhnlich. Stimmt sie, so senden; sonst verwerfen und neu eingeben.
refusal-insufficient-stock = Laut Büchern liegt dort weniger, als hier gebraucht wird. Den Platz zählen oder die Buchung verwerfen.
refusal-held-by-hub = Diese Stücke sind anderswo zugesagt. Die Schichtleitung fragen oder die Buchung verwerfen.
refusal-wrong-state = Die Aufgabe ist inzwischen weiter. Ansehen; ist sie erledigt, diese Buchung verwerfen.
refusal-invalid-request = Etwas darin stimmt nicht. Verwerfen und neu eingeben.
refusal-not-found = Das gibt es nicht mehr. Diese Buchung verwerfen.
refusal-version-mismatch = Jemand anders hat es inzwischen geändert. Ansehen, dann noch einmal senden oder verwerfen.
refusal-forbidden = Wer angemeldet ist, darf das nicht. Die Schichtleitung anmelden lassen, dann noch einmal senden.
refusal-device-changed = Dieses Gerät wurde neu gekoppelt, bevor die Antwort kam. Prüfen, ob es gezählt wurde; nur wenn nicht, noch einmal senden.
refusal-other = Die Schichtleitung fragen, dann noch einmal senden oder verwerfen.

## Koppeln

pair-title = Gerät koppeln
pair-lead = Dieses Gerät gehört noch zu keinem Lager. Die Schichtleitung öffnet auf einem anderen Terminal „Personen und Geräte“ und zeigt einen Code.
pair-scan = Kopplungscode scannen
pair-busy = Wird gekoppelt …
pair-by-key = Stattdessen Schlüssel einfügen
pair-by-code = Kopplungscode verwenden
pair-key = Geräteschlüssel
pair-key-hint = Wie ihn der Befehl pair des Knotens ausgibt; er beginnt mit hf_.
pair-key-save = Diesen Schlüssel verwenden
pair-no-code = Das ist kein Kopplungscode
pair-no-code-detail = Gescannt: { $said }. Den Code scannen, den der Bildschirm der Schichtleitung zeigt.
pair-code-gone = Dieser Code gilt nicht mehr
pair-code-gone-detail = Codes gelten einmal und nur kurze Zeit. Einen neuen geben lassen.
pair-key-unknown = Der Knoten kennt diesen Schlüssel nicht
pair-key-unknown-detail = Prüfen, ob er vollständig ist und vom Knoten dieses Lagers stammt.
pair-refused = Das Koppeln wurde abgelehnt
pair-away-detail = Das Netz prüfen, dann den Code noch einmal scannen.
pair-shut-out = Dieses Gerät wurde gesperrt
pair-shut-out-detail = Sein Schlüssel gilt nicht mehr. Die Schichtleitung um neues Koppeln bitten. Was hier wartet, bleibt erhalten.
pair-anew = Dieses Gerät neu koppeln?
pair-anew-is = Es ist als { $name } gekoppelt.
pair-anew-waiting = { $count ->
    [one] Eine Buchung wartet hier noch. Nach dem Koppeln muss sie jemand ansehen, denn sie könnte sonst doppelt zählen.
   *[other] { $count } Buchungen warten hier noch. Nach dem Koppeln muss sie jemand einzeln ansehen, denn sie könnten sonst doppelt zählen.
}
pair-anew-yes = Neu koppeln
pair-again = Neu koppeln
too-often = Zu viele Versuche
too-often-detail = In { $seconds } s noch einmal versuchen.

## Anmelden

sign-in-title = Anmelden
sign-in-badge = Ausweis scannen
sign-in-name = Oder Namen wählen
sign-in-do = Anmelden
sign-in-away = Der Knoten ist nicht erreichbar
sign-in-away-detail = Zum Anmelden wird der Lagerknoten gebraucht. In Reichweite des WLANs kommen und noch einmal versuchen.
sign-in-unknown = Das passte nicht
sign-in-unknown-detail = Ausweis oder PIN stimmt nicht. Noch einmal versuchen oder die Schichtleitung fragen.
sign-in-locked = Kurz gesperrt
sign-in-locked-detail = Zu viele falsche Versuche. In { $seconds } s noch einmal versuchen.
sign-in-refused = Das Anmelden wurde abgelehnt
sign-out = Abmelden
pin-step = PIN
pin-label = PIN
pin-digits = { $count ->
    [one] eine Ziffer
   *[other] { $count } Ziffern
}

## Personen und Geräte

people-title = Personen und Geräte
operators-title = Personen
operators-none = Hier ist noch niemand bekannt
operator-add = Person hinzufügen
operator-new = Neue Person
operator-name = Name
operator-role = Rolle
operator-badge = Ausweis scannen
operator-pin = PIN
operator-pin-hint = 4 bis 12 Ziffern. Leer lassen, um nichts zu ändern.
operator-has-badge = Ausweis
operator-has-pin = PIN
operator-no-proof = Kann sich nicht anmelden
operator-save = Speichern
operator-revoke = Sperren
operator-revoke-title = { $name } sperren?
operator-revoke-detail = Laufende Anmeldungen enden sofort. Das lässt sich nicht zurücknehmen.
role-viewer = Nur lesen
role-viewer-hint = Schlägt nach
role-worker = Lagerkraft
role-worker-hint = Nimmt an, kommissioniert, zählt, versendet
role-supervisor = Schichtleitung
role-supervisor-hint = Berichtigt auch Bestand und lässt Personen zu
role-admin = Verwaltung
role-admin-hint = Alles
role-terminal = Gemeinsames Terminal
role-terminal-hint = Personen melden sich daran an
role-device-hint = Arbeitet ohne Anmeldung
devices-title = Geräte
device-title = Gerät
device-name = Name des Geräts
device-none = Nicht gekoppelt
device-role = Wofür ist das Gerät?
device-warehouse = Lager
device-version = Version
device-offline = Ohne den Knoten
device-storage = Speicher
device-trust = Vertrauen und HTTPS
device-this = Dieses Gerät
device-revoke = Sperren
device-revoke-title = { $name } sperren?
device-revoke-detail = Das Gerät kann dann nichts mehr tun. Es lässt sich neu koppeln.
pair-device-title = Gerät koppeln
pair-device-begin = Code zeigen
pair-device-name-hint = Wie es darauf steht, zum Beispiel Terminal 7
pair-code-title = { $name } koppeln
pair-code-how = Mit dem neuen Gerät scannen. Gilt einmal, bis { $time }.
pair-code-qr = QR-Code zum Koppeln
pair-code-waiting = Warten auf das Gerät …
pair-code-claimed = { $name } ist gekoppelt
change-refused = Nicht gespeichert
change-forbidden = Das dürfen Sie nicht. Eine Rolle vergibt nur, wer sie selbst hat.
change-away = Der Knoten ist nicht erreichbar. Ob etwas geändert wurde, ist ungewiss; noch einmal versuchen, wenn er antwortet.

## Einstellungen

settings-title = Einstellungen
settings-more = Mehr
settings-person = { $name } ({ $role }) ist angemeldet.
settings-until = Die Anmeldung endet um { $time }.
theme = Aussehen
theme-system = Wie das Gerät
theme-light = Hell
theme-dark = Dunkel
sound = Ton: { $percent } %
sound-mute = Ton: aus
offline-starting = Wird vorbereitet …
offline-ready = Die App öffnet sich
offline-insecure = Braucht HTTPS (siehe Vertrauen)
offline-unsupported = Nicht in diesem Browser
offline-failed = Ließ sich nicht einrichten
storage-kept = Bleibt dauerhaft
storage-may-go = Der Browser darf ihn leeren
storage-keep = Dauerhaft behalten

## Einen Scanner ausprobieren

scanner-title = Scanner
scanner-try = Irgendetwas scannen
scanner-by-wedge = Vom Scanner gelesen
scanner-by-camera = Von der Kamera gelesen
scanner-by-typed = Eingetippt
scanner-kind = Das ist
scanner-broken = Stimmt nicht
scanner-no-keys = Hier erscheinen die Tasten, die ankommen.
scanner-keys = { $count ->
    [one] Eine Taste
   *[other] { $count } Tasten
}
scanner-key = Taste
scanner-code = Ort
scanner-gap = ms
scanner-settings = Einstellungen des Scanners
scanner-prefix = Präfix
scanner-prefix-hint = Was der Scanner vor jedem Code sendet; es wird weggelassen.
scanner-suffix = Ein Code endet mit
scanner-suffix-any = Enter, Tab oder einer Pause
scanner-suffix-enter = Enter
scanner-suffix-tab = Tab
scanner-suffix-pause = einer Pause
scanner-speed = Tempo
scanner-speed-35 = Schnell, bis { $ms } ms je Taste
scanner-speed-60 = Bluetooth, bis { $ms } ms je Taste
scanner-speed-100 = Langsam, bis { $ms } ms je Taste
scanner-layout = Tastatur des Scanners
scanner-layout-device = Wie das Gerät
scanner-layout-us = US
scanner-reset = Wie ausgeliefert
kind-product = Artikel
kind-bin = Platz
kind-task = Aufgabe
kind-order = Auftrag
kind-sscc = Packstück (SSCC)
kind-operator = Ausweis
kind-unknown = Nicht bekannt
