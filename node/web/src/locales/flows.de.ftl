# Was die Abläufe auf der Fläche sagen. Kurz, wie man es im Lager sagen würde.

flow-look-up = Nachsehen
flow-receive = Waren­eingang
flow-put-away = Einlagern
flow-pick = Kommissio­nieren
flow-pack = Packen
flow-ship = Versenden
flow-count = Zählen
flow-move = Umlagern
flow-damage = Schäden
flow-return = Retouren
flow-transfer = Um­lieferungen
flow-labels = Etiketten
flow-cancel = Abbrechen
flow-go-on = Weiter
flow-step = Schritt { $step } von { $of }

## Wie ein Schritt ausging

queued-here = Auf diesem Gerät aufbewahrt; wird gesendet, sobald der Knoten antwortet.
nothing-changed = Es wurde nichts geändert.
step-failed = Das hat nicht geklappt. Bitte noch einmal versuchen.
missing = Das lässt sich nicht anzeigen
missing-away = Der Knoten ist nicht erreichbar
missing-away-detail = Das wurde auf diesem Gerät noch nie gelesen. In die Reichweite des Lagerknotens gehen und noch einmal versuchen.
missing-retry = Noch einmal
confirm-yes = Ja, das stimmt
confirm-no = Nein, zurück
confirm-unusual = { $quantity } von { $sku } sind mehr als hier üblich ({ $usual }). Wirklich { $quantity }?
confirm-unplaced = Nur { $unplaced } von { $sku } liegen in keinem Fach. Schon eingelagert? Wirklich { $quantity }?
confirm-unexpected = Es kam mehr als erwartet oder etwas anderes: { $quantity } von { $sku }. Ist es wirklich da?
advice-insufficient-stock = Laut Bestand liegt dort weniger. Noch einmal nachsehen oder das Fach zählen.
advice-held-by-hub = Diese Stücke sind anderswo zugesagt. Die Schichtleitung fragen.
advice-wrong-state = Die Aufgabe ist schon weiter. Zurückgehen und neu öffnen.
advice-not-found = Der Knoten kennt das nicht. Etikett prüfen.
advice-forbidden = Die Rolle erlaubt das nicht. Die Schichtleitung fragen.
advice-conflict = Das ist schon anderweitig vergeben.
advice-fenced = Der Knoten muss erst seine Zentrale erreichen. Der Schichtleitung melden.
advice-invalid-request = Etwas daran stimmt nicht. Fach und Menge prüfen.
advice-version-mismatch = Jemand war schneller. Zurückgehen und neu öffnen.
advice-other = Der Knoten hat abgelehnt. Es wurde nichts geändert.

## Falsch

wrong-want-product = { $kind ->
    [bin] { $code } ist ein Fach. Einen Artikel scannen.
    [task] { $code } ist eine Aufgabe. Einen Artikel scannen.
    [order] { $code } ist ein Auftrag. Einen Artikel scannen.
    [sscc] { $code } ist ein Paket. Einen Artikel scannen.
    [operator] Das ist ein Ausweis. Einen Artikel scannen.
   *[unknown] { $code } kennt hier niemand. Einen Artikel scannen oder nachsehen.
}
wrong-want-bin = { $kind ->
    [product] { $code } ist ein Artikel. Ein Fach scannen.
    [task] { $code } ist eine Aufgabe. Ein Fach scannen.
    [order] { $code } ist ein Auftrag. Ein Fach scannen.
    [sscc] { $code } ist ein Paket. Ein Fach scannen.
    [operator] Das ist ein Ausweis. Ein Fach scannen.
   *[unknown] Ein Fach { $code } gibt es hier nicht. Ein Fach scannen.
}
wrong-want-tracking = { $kind ->
    [product] { $code } ist ein Artikel. Die Sendungsnummer scannen.
    [bin] { $code } ist ein Fach. Die Sendungsnummer scannen.
   *[other] { $code } ist keine Sendungsnummer.
}
wrong-broken = { $code } ist beschädigt oder falsch gelesen. Noch einmal scannen.
wrong-bin = Falsches Fach: { $scanned }. Zu { $expected } gehen.
wrong-product = Falscher Artikel: { $scanned }. { $expected } nehmen.
wrong-bin-first = Zuerst das Fach { $bin } scannen. (Gescannt: { $code })
wrong-no-bin-wanted = { $sku } liegt in keinem Fach. Den Artikel scannen, nicht { $bin }.
wrong-nothing-to-pick = Nichts mehr zu kommissionieren. { $code } bleibt liegen.
wrong-too-many = { $units } von { $sku } sind zu viel: gebraucht werden { $wanted }.
wrong-tote = { $code } ist keine dieser Kisten: { $totes }.
wrong-zero = 0 ist hier keine Menge.
wrong-reference = Die Nummer des Lieferscheins eingeben, 1 bis 128 Zeichen.
wrong-nothing-listed = Noch nichts auf der Liste. Einen Artikel scannen.
wrong-no-such-bin = Ein Fach { $bin } gibt es in diesem Lager nicht.
wrong-bin-blocked = { $bin } ist gesperrt. Ein anderes Fach wählen.
wrong-not-in-bin = In { $bin } liegt kein { $sku }.
wrong-more-than-in-bin = In { $bin } liegen { $held } von { $sku }, nicht { $quantity }.
wrong-quantity-first = Zuerst die Menge, dann das Fach. (Gescannt: { $code })
wrong-same-bin = Aus { $bin } kommt es. Ein anderes Fach scannen.
wrong-bound-already = { $code } hat schon seinen Artikel.
wrong-finish-count = Zuerst { $sku } fertig zählen. (Gescannt: { $code })
wrong-list-done = Auf dieser Liste ist alles gezählt. (Gescannt: { $code })
wrong-not-on-list = { $code } ist hier nicht zu zählen. { $expected } zählen.
wrong-counted-already = { $sku } ist schon gezählt.
wrong-not-in-task = { $code } gehört nicht zu dieser Aufgabe.
wrong-packed-already = { $sku } ist schon vollständig verpackt.
wrong-empty-parcel = Das Paket ist leer. Scannen, was hineinkommt.
wrong-weight = Das Gewicht in Gramm eingeben: 1 bis 1.500.000.
wrong-parcel = { $code } ist ein Paket einer anderen Aufgabe.
wrong-tracking = Die Sendungsnummer scannen oder eingeben, höchstens 100 Zeichen.
wrong-nothing-to-ship = Es ist nichts kommissioniert, das abgehen könnte.
wrong-bin-for = Zuerst das Fach für { $sku } scannen. (Gescannt: { $code })
wrong-arrived-already = { $sku } ist schon vollständig angekommen.
wrong-more-than-sent = Von { $sku } kommen noch { $wanted }, nicht { $units }. Die anderen als Lieferung annehmen.
wrong-no-such-task = { $code } ist keine dieser Aufgaben.

## Gründe

reason-other = Etwas anderes
reason-words = In eigenen Worten
reason-empty = Fach ist leer
reason-fewer = Weniger als gebucht
reason-broken = Kaputt
reason-other-product = Dort liegt ein anderer Artikel
reason-dropped = Heruntergefallen
reason-wet = Nass geworden
reason-torn = Verpackung aufgerissen
reason-expired = Abgelaufen
reason-not-on-pallet = Nicht auf der Palette
reason-lost-on-way = Unterwegs verloren
reason-count-again = Neu zählen
reason-wrong-bin-counted = Falsches Fach gezählt

## Ware

units = { $units } Stück
grams = Gramm
weight = { $grams } g
condition = Zustand
condition-available = Gut
condition-damaged = Beschädigt
condition-quality_control = Zu prüfen
handling-notes = Vorsicht
search-label = Name, Nummer oder Code
search-hint = Zwei Buchstaben genügen
search-take = Diesen Code nehmen
search-away = Zum Suchen wird der Knoten gebraucht. Die genaue Nummer eingeben.
search-none = Nichts gefunden zu „{ $text }“
search-found = Gefundene Artikel
task-scan = Die Aufgabe scannen
task-transfer-out = Umlieferung nach { $warehouse }
task-transfer-in = Umlieferung aus { $warehouse }
task-order = Auftrag { $order }
task-lines = { $lines ->
    [one] eine Position
   *[other] { $lines } Positionen
}
task-urgent = Eilig { $priority }
task-begun = { $done } von { $units } gegriffen
task-short = { $units } fehlen
task-state = { $state ->
    [open] Offen
    [picking] In Arbeit
    [packed] Versandbereit
    [shipped] Versendet
    [canceled] Storniert
    [short] Nichts war da
   *[done] Erledigt
}
paper-open = Öffnen: { $paper }
paper-save = Speichern
paper-failed = Das Papier ließ sich nicht holen
paper-labels = Paketetiketten
paper-slip = Packzettel
paper-bin = Fachetikett

## Nachsehen

lookup-scan = Irgendetwas scannen
lookup-scan-detail = Artikel, Fach, Aufgabe, Auftrag oder Paket
lookup-again = Das Nächste scannen
lookup-unknown = Unbekannter Code
lookup-unknown-title = Diesen Code kennt hier niemand
lookup-bind = Wessen Barcode ist das?
lookup-bind-detail = Den Artikel suchen; danach wird sein Scan überall verstanden.
lookup-bound = { $code } heißt jetzt { $sku }.
lookup-bound-title = Barcode hinzugefügt
lookup-barcodes = Barcodes
lookup-bins = Wo es liegt
lookup-unplaced = In keinem Fach
lookup-picked = Gegriffen
lookup-discrepancy = { $units } mehr in Fächern als gebucht: zählen
lookup-never-stocked = Hier nie auf Lager gewesen.
lookup-task = Aufgabe
stock-on-hand = Bestand
stock-available = Verfügbar
stock-reserved = Reserviert
stock-promisable = Hier zusagbar
stock-quality-control = In Prüfung
stock-damaged = Beschädigt
stock-incoming = Unterwegs
bin-title = Fach { $bin }
bin-zone = Zone { $zone }
bin-move = Umlagern
bin-blocked = Gesperrt
bin-fill = Füllstand
bin-empty = Dieses Fach ist leer
bin-contents = Was darin liegt

## Wareneingang und Retouren

receive-free = Ohne Bestellung
receive-none = Keine Lieferung erwartet
receive-none-detail = Ware lässt sich trotzdem annehmen.
receive-expected = Erwartet
receive-transfers = Aus anderen Lagern
receive-due = fällig { $time }
receive-begun = begonnen
receive-return-of = Retoure zu Auftrag { $order }
receive-scan-note = Den Lieferschein scannen
receive-number = Nummer des Scheins
receive-scan = Einen Artikel scannen
receive-scan-more = Weiterscannen oder das Fach scannen
receive-quantity = Menge
receive-finish = { $units } Stück buchen
receive-into = In { $bin }
receive-counted = { $sku }: { $quantity }
receive-drop = Verwerfen
receive-list = Auf die Liste
receive-listed = Auf der Liste
receive-book = { $units } Stück buchen
receive-book-complete = Das ist alles
receive-book-complete-hint = Was fehlt, kommt nicht mehr
receive-book-part = Einbuchen
receive-book-part-hint = Der Rest kommt noch
receive-booked = { $units } Stück eingebucht
receive-booked-title = Eingebucht
receive-more = Mehr davon
receive-next = Weiter
difference-over = { $units } zu viel
difference-under = { $units } fehlen
difference-unordered = Nicht bestellt: { $units }
difference-exact = Alles da
return-scan = Die Retoure scannen
return-scan-detail = Nummer der Retoure oder ihres Auftrags
return-none = Keine Retoure erwartet

## Einlagern

putaway-scan-product = Scannen, was einzulagern ist
putaway-arrivals = Noch einzulagern
putaway-product = { $sku }: jetzt das Fach
putaway-unplaced = { $units } in keinem Fach
putaway-scan-bin = Das Fach scannen
putaway-suggested = Passende Fächer
putaway-bin = { $bin }: wie viele?
putaway-other-bin = { $bin } war nicht vorgeschlagen. Wie viele?
putaway-done = { $quantity } von { $sku } liegen in { $bin }.
why-holds-it = Liegt schon dort
why-its-slot = Sein Stammplatz
why-empty = Ist leer
why-room = Hat Platz

## Kommissionieren

pick-none = Nichts zu kommissionieren
pick-none-detail = Neue Aufgaben erscheinen hier von selbst.
pick-scan-task = Aufgabe scannen oder wählen
pick-tasks = Aufgaben
pick-waves = Gemeinsam begonnen
pick-wave = { $tasks ->
    [one] Eine Aufgabe zusammen
   *[other] { $tasks } Aufgaben zusammen
}
pick-together = Mehrere zusammen
pick-together-begin = { $tasks ->
    [one] Eine Aufgabe beginnen
   *[other] { $tasks } Aufgaben beginnen
}
pick-wave-made = { $tasks ->
    [one] Eine Aufgabe wird zusammen gegriffen
   *[other] { $tasks } Aufgaben werden zusammen gegriffen
}
pick-sort = In die Kisten
pick-sort-now = An jedem Fach
pick-sort-now-hint = Eine Kiste je Aufgabe auf dem Wagen
pick-sort-later = Am Ende
pick-sort-later-hint = Alles in eine, am Tisch sortiert
pick-bin-scans = Jedes Fach vor seinen Artikeln scannen
pick-title-wave = Zusammen
pick-scan-bin = Zum Fach gehen und scannen
pick-scan-product = Jedes Stück scannen
pick-scan-tote = Aufgabe der Kiste scannen oder weiter
pick-of = von { $wanted }
pick-no-bin = In keinem Fach
pick-share = Kiste { $tote }: { $quantity }
pick-at-bin = Ich bin dort
pick-quantity = Menge eingeben
pick-later = Später
pick-short = Fehlt
pick-bin-right = { $bin } ist richtig
pick-counted = { $units } von { $wanted } { $sku }
pick-counted-of = { $units } von { $wanted }
pick-done = { $units } von { $sku } gegriffen
pick-short-done = { $missing } von { $sku } als fehlend gemeldet
pick-short-what = { $missing } von { $sku } sind nicht da?
pick-short-why = Warum?
pick-short-send = { $missing } als fehlend melden
pick-put-off = { $sku } kommt später
pick-sharing = In die Kisten
pick-shared = Fertig
pick-tote = Kiste { $tote }
pick-tote-right = { $quantity } in Kiste { $tote }
pick-over = Gegriffen
pick-over-good = Alles gegriffen
pick-over-short = Nichts davon war da
pick-over-missing = { $missing } fehlen, gemeldet
pick-next-task = Nächste Aufgabe
pick-sort-out = In Kisten sortieren
pick-check-totes = In den Kisten

## Packen und versenden

pack-none = Nichts zu packen
pack-none-detail = Aufgaben kommen her, sobald sie gegriffen sind.
pack-not-picked = Noch nicht gegriffen
pack-not-picked-detail = Zuerst alles greifen.
pack-shipped = Schon versendet
pack-shipped-detail = Es gibt nichts mehr zu packen.
pack-parcel = Paket { $parcel }
pack-scan = Scannen, was hineinkommt
pack-put = { $units } von { $sku } im Paket
pack-rest = Den Rest hinein
pack-weigh = Schließen, wiegen
pack-in-parcel = In diesem Paket
pack-empty = Alles herausnehmen
pack-left = Noch zu packen
pack-weight = Gewicht
pack-finish = Fertig
pack-next-parcel = Nächstes
pack-closed = Paket { $parcel } ist zu
pack-done = { $parcels ->
    [one] Ein Paket ist gepackt
   *[other] { $parcels } Pakete sind gepackt
}
pack-done-title = Gepackt
pack-anew = Neu packen
pack-number-later = Die Nummer vergibt der Knoten
ship-none = Nichts zu versenden
ship-none-detail = Aufgaben kommen her, sobald etwas davon gegriffen ist.
ship-carrier = Frachtführer
ship-other = Ein anderer
ship-scan-tracking = Sendungsnummer scannen
ship-tracking = Sendungsnummer
ship-tracked = Sendungsnummer { $tracking }
ship-right-parcel = Das richtige Paket. Jetzt die Sendungsnummer.
ship-leaves = Geht jetzt ab
ship-stays = { $units } bleiben
ship-part-hint = Eine Position antippen, um weniger abgehen zu lassen.
ship-how-many = Wie viele gehen ab?
ship-send = Ist abgegangen
ship-part-send = Dieser Teil ist abgegangen
ship-done = Versendet
ship-part-done = Der Teil ist abgegangen, der Rest bleibt hier.
ship-done-title = Versendet
ship-done-detail = Es ist aus den Büchern dieses Lagers.
ship-next = Weiter

## Zählen

count-none = Keine Zählliste
count-none-detail = Eine anlegen oder zählen, was vor einem liegt.
count-lists = Listen
count-list-name = { $by ->
    [age] Am längsten ungezählt
    [value] Am wertvollsten
   *[both] Gemischt
} { $zone }
count-new-list = Neue Liste
count-by = Was zuerst?
count-by-age = Was am längsten nicht gezählt wurde
count-by-value = Was am meisten wert ist
count-by-both = Beides
count-make-list = Liste mit { $size } anlegen
count-list-made = Die Liste ist bereit
count-free = Etwas zählen
count-scan-free = Ein Fach oder einen Artikel scannen
count-scan-free-detail = Mit Fach wird nur gezählt, was darin liegt
count-scan-product = Den Artikel scannen
count-how-many = Jedes Stück scannen oder die Menge eingeben
count-bin = In { $bin }
count-product = { $sku }: wie viele?
count-so-far = { $sku }: { $counted }
count-finish = Das sind alle
count-none-there = Nicht scannbar oder keines da
count-done = { $sku }: { $counted } gezählt
count-awaits = { $sku }: { $counted } gezählt. Die Schichtleitung sieht es sich erst an.
count-step = { $done } von { $of }
count-list-done = Liste fertig
count-list-done-title = { $lines ->
    [one] Eine Position gezählt
   *[other] Alle { $lines } Positionen gezählt
}
count-waiting = { $counts ->
    [one] Eine Zählung wartet auf Entscheidung
   *[other] { $counts } Zählungen warten auf Entscheidung
}
count-waiting-title = Zu entscheiden
count-waiting-none = Keine Zählung wartet
count-by-whom = { $who }, { $time }
count-counted = Gezählt
count-expected = Gebucht
count-difference = Differenz
count-approve = Annehmen
count-reject = Ablehnen
count-reject-why = Warum?
count-approved = Angenommen: der Bestand folgt der Zählung.
count-rejected = Abgelehnt: der Bestand bleibt.

## Umlagern

move-scan-from = Das Fach scannen, aus dem es kommt
move-scan-product = Den Artikel scannen
move-scan-to = Das Fach scannen, in das es kommt
move-from = Aus { $bin }
move-from-label = Aus
move-product = { $sku }: wie viele?
move-other-bin = Ein anderes Fach
move-done = { $quantity } von { $sku }: { $from } → { $to }

## Schäden und Prüfungen

damage-found = Schaden melden
damage-found-hint = Aus guten Stücken werden beschädigte
damage-who = Schäden meldet die Schichtleitung
damage-who-detail = Die Stücke beiseitelegen und der Schichtleitung sagen, die sie an jedem Terminal meldet. Beim Kommissionieren als fehlend melden.
damage-scan = Scannen, was beschädigt ist
damage-scan-more = Jedes Stück scannen
damage-product = { $sku }
damage-counted = { $sku }: { $quantity }
damage-go-on = { $quantity }: warum?
damage-why = Was ist passiert?
damage-send = { $quantity } Stück melden
damage-done = { $quantity } von { $sku } sind als beschädigt ausgesondert.
inspect = Prüfen
inspect-hint = Über Ware in Prüfung oder beschädigte entscheiden
inspect-scan = Scannen, was zu prüfen ist
inspect-nothing = Davon wartet nichts
inspect-nothing-detail = Nichts davon ist in Prüfung oder beschädigt.
inspect-from = Welche?
inspect-verdict = Entscheidung ({ $units })
inspect-done = Über { $quantity } von { $sku } ist entschieden.
verdict-available = Gut: zurück in den Bestand
verdict-damaged = Beschädigt: aussondern
verdict-loss = Verlust: ausbuchen

## Umlieferungen

transfer-in = Kommt an
transfer-out = Geht ab
transfer-none = Keine Umlieferung
transfer-none-detail = Umlieferungen erscheinen hier, sobald die Zentrale sie schickt.
arrive-scan = Scannen, was gekommen ist
arrive-due = Kommt noch
arrive-missing-hint = Fehlt? Antippen.
arrive-missing-why = Warum fehlt { $sku }?
arrive-missing-send = Als fehlend melden
arrive-counted = { $sku }: { $quantity }
arrive-scan-bin = Weiterscannen oder das Fach scannen
arrive-no-bin = Später einlagern
arrive-done = { $quantity } von { $sku } sind angekommen.
arrive-missing-done = { $missing } von { $sku } als fehlend gemeldet
arrive-over = Angekommen
arrive-over-title = Die Umlieferung ist da

## Etiketten

labels-scan = Ein Fach oder eine Aufgabe scannen
labels-search = Fach
labels-bins = Fächer
labels-none = Kein solches Fach

## Was in der Warteschlange steht

action-pick = { $units } × { $sku } greifen
action-short = Fehlmenge { $sku }: { $units } gefunden, { $missing } fehlen
action-wave = { $tasks ->
    [one] Eine Aufgabe zusammen greifen
   *[other] { $tasks } Aufgaben zusammen greifen
}
action-receive = { $units } Stück annehmen ({ $reference })
action-putaway = { $quantity } × { $sku } in { $bin } einlagern
action-move = { $quantity } × { $sku } umlagern: { $from } → { $to }
action-bind = Barcode { $code } für { $sku }
action-count = { $sku } zählen: { $counted }
action-count-list = Zählliste anlegen
action-approve = Zählung annehmen
action-reject = Zählung ablehnen
action-pack = { $parcels ->
    [one] Ein Paket packen
   *[other] { $parcels } Pakete packen
}
action-ship = { $task } versenden mit { $carrier }
action-damage = Schaden { $quantity } × { $sku }
action-inspect = { $verdict ->
    [available] { $quantity } × { $sku } freigeben
    [damaged] { $quantity } × { $sku } als beschädigt aussondern
   *[loss] { $quantity } × { $sku } ausbuchen
}
action-arrive = Umlieferung: { $quantity } × { $sku } angekommen
action-arrive-missing = Umlieferung: { $missing } × { $sku } fehlen
