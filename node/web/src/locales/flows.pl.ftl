# Co mówią procesy na hali. Krótko, jak w magazynie.

flow-look-up = Sprawdź
flow-receive = Przyjęcie
flow-put-away = Odkładanie
flow-pick = Kompletacja
flow-pack = Pakowanie
flow-ship = Wysyłka
flow-count = Liczenie
flow-move = Przesunięcie
flow-damage = Uszkodzenia
flow-return = Zwroty
flow-transfer = Transfery
flow-labels = Etykiety
flow-cancel = Anuluj
flow-go-on = Dalej
flow-step = Krok { $step } z { $of }

## Jak poszedł krok

queued-here = Zapisane na tym urządzeniu; zostanie wysłane, gdy tylko węzeł odpowie.
nothing-changed = Nic nie zmieniono.
step-failed = Nie udało się. Spróbuj jeszcze raz.
missing = Nie można tego pokazać
missing-away = Węzeł jest poza zasięgiem
missing-away-detail = Tego jeszcze nie odczytano na tym urządzeniu. Podejdź w zasięg węzła magazynu i spróbuj ponownie.
missing-retry = Ponów
confirm-yes = Tak, zgadza się
confirm-no = Nie, wróć
confirm-unusual = { $quantity } szt. { $sku } to więcej niż zwykle tutaj ({ $usual }). Na pewno { $quantity }?
confirm-unplaced = Tylko { $unplaced } szt. { $sku } nie leży w żadnym miejscu. Czy już je odłożono? Na pewno { $quantity }?
confirm-unexpected = Przyszło więcej, niż oczekiwano, albo coś innego: { $quantity } szt. { $sku }. Czy na pewno tu jest?
advice-insufficient-stock = Według stanu jest tam mniej. Spójrz jeszcze raz albo policz miejsce.
advice-held-by-hub = Te sztuki są obiecane gdzie indziej. Zapytaj kierownika zmiany.
advice-wrong-state = Zadanie poszło dalej. Wróć i otwórz je ponownie.
advice-not-found = Węzeł tego nie zna. Sprawdź etykietę.
advice-forbidden = Twoja rola na to nie pozwala. Zapytaj kierownika zmiany.
advice-conflict = To należy już do czegoś innego.
advice-fenced = Węzeł musi najpierw połączyć się z centralą. Powiadom kierownika zmiany.
advice-invalid-request = Coś się nie zgadza. Sprawdź miejsce i ilość.
advice-version-mismatch = Ktoś był szybszy. Wróć i otwórz ponownie.
advice-other = Węzeł odmówił. Nic nie zmieniono.

## Źle

wrong-want-product = { $kind ->
    [bin] { $code } to miejsce. Zeskanuj towar.
    [task] { $code } to zadanie. Zeskanuj towar.
    [order] { $code } to zamówienie. Zeskanuj towar.
    [sscc] { $code } to paczka. Zeskanuj towar.
    [operator] To identyfikator. Zeskanuj towar.
   *[unknown] Nikt tu nie zna { $code }. Zeskanuj towar albo sprawdź go.
}
wrong-want-bin = { $kind ->
    [product] { $code } to towar. Zeskanuj miejsce.
    [task] { $code } to zadanie. Zeskanuj miejsce.
    [order] { $code } to zamówienie. Zeskanuj miejsce.
    [sscc] { $code } to paczka. Zeskanuj miejsce.
    [operator] To identyfikator. Zeskanuj miejsce.
   *[unknown] Nie ma tu miejsca { $code }. Zeskanuj miejsce.
}
wrong-want-tracking = { $kind ->
    [product] { $code } to towar. Zeskanuj numer przesyłki.
    [bin] { $code } to miejsce. Zeskanuj numer przesyłki.
   *[other] { $code } nie jest numerem przesyłki.
}
wrong-broken = { $code } jest uszkodzony albo źle odczytany. Zeskanuj jeszcze raz.
wrong-bin = Złe miejsce: { $scanned }. Idź do { $expected }.
wrong-product = Zły towar: { $scanned }. Weź { $expected }.
wrong-bin-first = Najpierw zeskanuj miejsce { $bin }. (Zeskanowano { $code }.)
wrong-no-bin-wanted = { $sku } nie leży w żadnym miejscu. Zeskanuj towar, nie { $bin }.
wrong-nothing-to-pick = Nie ma nic więcej do pobrania. { $code } zostaje na miejscu.
wrong-too-many = { $units } szt. { $sku } to za dużo: potrzeba { $wanted }.
wrong-tote = { $code } to żaden z tych pojemników: { $totes }.
wrong-zero = 0 nie jest tu ilością.
wrong-reference = Podaj numer z dokumentu, od 1 do 128 znaków.
wrong-nothing-listed = Na liście nic jeszcze nie ma. Zeskanuj towar.
wrong-no-such-bin = W tym magazynie nie ma miejsca { $bin }.
wrong-bin-blocked = { $bin } jest zablokowane. Wybierz inne miejsce.
wrong-not-in-bin = W { $bin } nie ma { $sku }.
wrong-more-than-in-bin = W { $bin } leży { $held } szt. { $sku }, nie { $quantity }.
wrong-quantity-first = Najpierw ilość, potem miejsce. (Zeskanowano { $code }.)
wrong-same-bin = Towar jest brany z { $bin }. Zeskanuj inne miejsce.
wrong-bound-already = { $code } ma już swój towar.
wrong-finish-count = Najpierw dokończ liczenie { $sku }. (Zeskanowano { $code }.)
wrong-list-done = Wszystko z tej listy policzone. (Zeskanowano { $code }.)
wrong-not-on-list = { $code } nie jest tu do liczenia. Policz { $expected }.
wrong-counted-already = { $sku } już policzono.
wrong-not-in-task = { $code } nie należy do tego zadania.
wrong-packed-already = { $sku } jest już w całości w paczkach.
wrong-empty-parcel = Paczka jest pusta. Zeskanuj, co do niej wchodzi.
wrong-weight = Podaj wagę w gramach: od 1 do 1 500 000.
wrong-parcel = { $code } to paczka innego zadania.
wrong-tracking = Zeskanuj albo wpisz numer przesyłki, do 100 znaków.
wrong-nothing-to-ship = Nie pobrano niczego, co mogłoby wyjechać.
wrong-bin-for = Najpierw zeskanuj miejsce dla { $sku }. (Zeskanowano { $code }.)
wrong-arrived-already = { $sku } dotarł już w całości.
wrong-more-than-sent = { $sku }: ma przyjść jeszcze { $wanted }, nie { $units }. Resztę przyjmij jako dostawę.
wrong-no-such-task = { $code } to żadne z tych zadań.

## Powody

reason-other = Coś innego
reason-words = Własnymi słowami
reason-empty = Miejsce jest puste
reason-fewer = Mniej niż w stanie
reason-broken = Zepsute
reason-other-product = Leży tam inny towar
reason-dropped = Spadło
reason-wet = Zamokło
reason-torn = Rozdarte opakowanie
reason-expired = Po terminie
reason-not-on-pallet = Nie ma na palecie
reason-lost-on-way = Zgubione w drodze
reason-count-again = Policzyć ponownie
reason-wrong-bin-counted = Policzono złe miejsce

## Towar

units = { $units } szt.
grams = gramów
weight = { $grams } g
condition = Stan
condition-available = Dobry
condition-damaged = Uszkodzony
condition-quality_control = Do sprawdzenia
handling-notes = Ostrożnie
search-label = Nazwa, numer lub kod
search-hint = Wystarczą dwie litery
search-take = Użyj tego kodu
search-away = Do szukania potrzebny jest węzeł. Wpisz dokładny numer.
search-none = Nic nie znaleziono dla „{ $text }”
search-found = Znalezione towary
task-scan = Zeskanuj zadanie
task-transfer-out = Transfer do { $warehouse }
task-transfer-in = Transfer z { $warehouse }
task-order = Zamówienie { $order }
task-lines = { $lines ->
    [one] jedna pozycja
    [few] { $lines } pozycje
    [many] { $lines } pozycji
   *[other] { $lines } pozycji
}
task-urgent = Pilne { $priority }
task-begun = pobrano { $done } z { $units }
task-short = Brakuje { $units }
task-state = { $state ->
    [open] Otwarte
    [picking] W kompletacji
    [packed] Gotowe do wysyłki
    [shipped] Wysłane
    [canceled] Anulowane
    [short] Nic nie było
   *[done] Zakończone
}
paper-open = Otwórz: { $paper }
paper-save = Zapisz
paper-failed = Nie udało się pobrać dokumentu
paper-labels = Etykiety paczek
paper-slip = List pakowy
paper-bin = Etykieta miejsca

## Sprawdź

lookup-scan = Zeskanuj cokolwiek
lookup-scan-detail = Towar, miejsce, zadanie, zamówienie albo paczkę
lookup-again = Zeskanuj następne
lookup-unknown = Nieznany kod
lookup-unknown-title = Nikt tu nie zna tego kodu
lookup-bind = Czyj to kod kreskowy?
lookup-bind-detail = Znajdź towar; odtąd jego skan będzie wszędzie rozumiany.
lookup-bound = { $code } oznacza teraz { $sku }.
lookup-bound-title = Kod dodany
lookup-barcodes = Kody kreskowe
lookup-bins = Gdzie leży
lookup-unplaced = W żadnym miejscu
lookup-picked = Pobrane
lookup-discrepancy = W miejscach o { $units } więcej niż w stanie: policz
lookup-never-stocked = Nigdy tu nie było na stanie.
lookup-task = Zadanie
stock-on-hand = Na stanie
stock-available = Dostępne
stock-reserved = Zarezerwowane
stock-promisable = Do obiecania tutaj
stock-quality-control = W kontroli jakości
stock-damaged = Uszkodzone
stock-incoming = W drodze
bin-title = Miejsce { $bin }
bin-zone = Strefa { $zone }
bin-move = Przesuń stąd
bin-blocked = Zablokowane
bin-fill = Zapełnienie
bin-empty = To miejsce jest puste
bin-contents = Co w nim leży

## Przyjęcie i zwroty

receive-free = Bez zamówienia
receive-none = Nie oczekuje się dostaw
receive-none-detail = Towar można przyjąć mimo to.
receive-expected = Oczekiwane
receive-transfers = Z innych magazynów
receive-due = na { $time }
receive-begun = zaczęte
receive-return-of = Zwrot zamówienia { $order }
receive-scan-note = Zeskanuj dokument dostawy
receive-number = Numer dokumentu
receive-scan = Zeskanuj towar
receive-scan-more = Skanuj dalej albo zeskanuj miejsce
receive-quantity = Ilość
receive-finish = Zaksięguj { $units } szt.
receive-into = Do { $bin }
receive-counted = { $sku }: { $quantity }
receive-drop = Odrzuć
receive-list = Na listę
receive-listed = Na liście
receive-book = Zaksięguj { $units } szt.
receive-book-complete = To wszystko
receive-book-complete-hint = Czego brakuje, już nie przyjdzie
receive-book-part = Przyjmij
receive-book-part-hint = Reszta jeszcze przyjdzie
receive-booked = Przyjęto { $units } szt.
receive-booked-title = Przyjęto
receive-more = Więcej z tego
receive-next = Następne
difference-over = O { $units } za dużo
difference-under = Brakuje { $units }
difference-unordered = Niezamówione: { $units }
difference-exact = Wszystko jest
return-scan = Zeskanuj zwrot
return-scan-detail = Numer zwrotu albo jego zamówienia
return-none = Nie oczekuje się zwrotów

## Odkładanie

putaway-scan-product = Zeskanuj, co trzeba odłożyć
putaway-arrivals = Czeka na odłożenie
putaway-product = { $sku }: teraz miejsce
putaway-unplaced = { $units } w żadnym miejscu
putaway-scan-bin = Zeskanuj miejsce
putaway-suggested = Pasujące miejsca
putaway-bin = { $bin }: ile?
putaway-other-bin = { $bin } nie było proponowane. Ile?
putaway-done = { $quantity } szt. { $sku } leży w { $bin }.
why-holds-it = Już tam leży
why-its-slot = Jego stałe miejsce
why-empty = Jest puste
why-room = Ma wolne miejsce

## Kompletacja

pick-none = Nic do pobrania
pick-none-detail = Nowe zadania pojawiają się tu same.
pick-scan-task = Zeskanuj zadanie albo wybierz
pick-tasks = Zadania
pick-waves = Zaczęte razem
pick-wave = { $tasks ->
    [one] Jedno zadanie razem
    [few] { $tasks } zadania razem
    [many] { $tasks } zadań razem
   *[other] { $tasks } zadań razem
}
pick-together = Kilka razem
pick-together-begin = { $tasks ->
    [one] Zacznij jedno zadanie
    [few] Zacznij { $tasks } zadania
    [many] Zacznij { $tasks } zadań
   *[other] Zacznij { $tasks } zadań
}
pick-wave-made = { $tasks ->
    [one] Jedno zadanie pobierane razem
    [few] { $tasks } zadania pobierane razem
    [many] { $tasks } zadań pobieranych razem
   *[other] { $tasks } zadań pobieranych razem
}
pick-sort = Do pojemników
pick-sort-now = Przy każdym miejscu
pick-sort-now-hint = Jeden pojemnik na zadanie na wózku
pick-sort-later = Na końcu
pick-sort-later-hint = Wszystko do jednego, sortowane przy stole
pick-bin-scans = Skanuj każde miejsce przed towarem
pick-title-wave = Razem
pick-scan-bin = Idź do miejsca i zeskanuj je
pick-scan-product = Skanuj każdą sztukę
pick-scan-tote = Zeskanuj zadanie pojemnika albo dalej
pick-of = z { $wanted }
pick-no-bin = W żadnym miejscu
pick-share = Pojemnik { $tote }: { $quantity }
pick-at-bin = Jestem tam
pick-quantity = Podaj ilość
pick-later = Później
pick-short = Brakuje
pick-bin-right = { $bin } się zgadza
pick-counted = { $units } z { $wanted } { $sku }
pick-counted-of = { $units } z { $wanted }
pick-done = Pobrano { $units } szt. { $sku }
pick-short-done = Zgłoszono brak { $missing } szt. { $sku }
pick-short-what = Brakuje { $missing } szt. { $sku }?
pick-short-why = Dlaczego?
pick-short-send = Zgłoś brak { $missing } szt.
pick-put-off = { $sku } będzie później
pick-sharing = Do pojemników
pick-shared = Gotowe
pick-tote = Pojemnik { $tote }
pick-tote-right = { $quantity } do pojemnika { $tote }
pick-over = Pobrano
pick-over-good = Wszystko pobrane
pick-over-short = Nic z tego nie było
pick-over-missing = Brakuje { $missing }, zgłoszono
pick-next-task = Następne
pick-sort-out = Rozłóż do pojemników
pick-check-totes = W pojemnikach

## Pakowanie i wysyłka

pack-none = Nic do spakowania
pack-none-detail = Zadania trafiają tu po pobraniu.
pack-not-picked = Jeszcze nie pobrano
pack-not-picked-detail = Najpierw pobierz wszystko.
pack-shipped = Już wysłane
pack-shipped-detail = Nie ma już nic do pakowania.
pack-parcel = Paczka { $parcel }
pack-scan = Zeskanuj, co wchodzi
pack-put = { $units } szt. { $sku } w środku
pack-rest = Całą resztę
pack-weigh = Zamknij i zważ
pack-in-parcel = W tej paczce
pack-empty = Wyjmij wszystko
pack-left = Do spakowania
pack-weight = Waga
pack-finish = Gotowe
pack-next-parcel = Następna
pack-closed = Paczka { $parcel } zamknięta
pack-done = { $parcels ->
    [one] Spakowano jedną paczkę
    [few] Spakowano { $parcels } paczki
    [many] Spakowano { $parcels } paczek
   *[other] Spakowano { $parcels } paczek
}
pack-done-title = Spakowano
pack-anew = Spakuj od nowa
pack-number-later = Numer nada węzeł
ship-none = Nic do wysłania
ship-none-detail = Zadania trafiają tu, gdy coś z nich pobrano.
ship-carrier = Przewoźnik
ship-other = Inny przewoźnik
ship-scan-tracking = Zeskanuj numer przesyłki
ship-tracking = Numer przesyłki
ship-tracked = Numer przesyłki { $tracking }
ship-right-parcel = Właściwa paczka. Teraz numer przesyłki.
ship-leaves = Wyjeżdża teraz
ship-stays = { $units } zostaje
ship-part-hint = Dotknij pozycji, aby wysłać mniej.
ship-how-many = Ile wyjeżdża?
ship-send = Wyjechało
ship-part-send = Ta część wyjechała
ship-done = Wysłano
ship-part-done = Część wyjechała, reszta zostaje tutaj.
ship-done-title = Wysłano
ship-done-detail = Nie ma już tego w stanie magazynu.
ship-next = Następne

## Liczenie

count-none = Brak list do liczenia
count-none-detail = Utwórz listę albo policz to, co masz przed sobą.
count-lists = Listy
count-list-name = { $by ->
    [age] Najdawniej liczone
    [value] Najcenniejsze
   *[both] Mieszana
} { $zone }
count-new-list = Nowa lista
count-by = Co najpierw?
count-by-age = Czego najdłużej nie liczono
count-by-value = Co jest najwięcej warte
count-by-both = Jedno i drugie
count-make-list = Utwórz listę: { $size }
count-list-made = Lista gotowa
count-free = Policz coś
count-scan-free = Zeskanuj miejsce albo towar
count-scan-free-detail = Z miejscem liczy się tylko to, co w nim leży
count-scan-product = Zeskanuj towar
count-how-many = Skanuj każdą sztukę albo podaj ilość
count-bin = W { $bin }
count-product = { $sku }: ile?
count-so-far = { $sku }: { $counted }
count-finish = To wszystkie
count-none-there = Nie da się zeskanować albo nie ma
count-done = { $sku }: policzono { $counted }
count-awaits = { $sku }: policzono { $counted }. Najpierw obejrzy to kierownik zmiany.
count-step = { $done } z { $of }
count-list-done = Lista gotowa
count-list-done-title = { $lines ->
    [one] Policzono jedną pozycję
    [few] Policzono wszystkie { $lines } pozycje
    [many] Policzono wszystkie { $lines } pozycji
   *[other] Policzono wszystkie { $lines } pozycji
}
count-waiting = { $counts ->
    [one] Jedno liczenie czeka na decyzję
    [few] { $counts } liczenia czekają na decyzję
    [many] { $counts } liczeń czeka na decyzję
   *[other] { $counts } liczeń czeka na decyzję
}
count-waiting-title = Do decyzji
count-waiting-none = Żadne liczenie nie czeka
count-by-whom = { $who }, { $time }
count-counted = Policzono
count-expected = W stanie
count-difference = Różnica
count-approve = Zatwierdź
count-reject = Odrzuć
count-reject-why = Dlaczego?
count-approved = Zatwierdzono: stan idzie za liczeniem.
count-rejected = Odrzucono: stan bez zmian.

## Przesunięcie

move-scan-from = Zeskanuj miejsce, z którego bierzesz
move-scan-product = Zeskanuj towar
move-scan-to = Zeskanuj miejsce, do którego idzie
move-from = Z { $bin }
move-from-label = Z
move-product = { $sku }: ile?
move-other-bin = Inne miejsce
move-done = { $quantity } szt. { $sku }: { $from } → { $to }

## Uszkodzenia i kontrole

damage-found = Zgłoś uszkodzenie
damage-found-hint = Dobre sztuki stają się uszkodzone
damage-who = Uszkodzenia zgłasza kierownik zmiany
damage-who-detail = Odłóż sztuki na bok i powiedz kierownikowi zmiany, który zgłosi je na dowolnym terminalu. Przy kompletacji zgłoś je jako brak.
damage-scan = Zeskanuj, co jest uszkodzone
damage-scan-more = Skanuj każdą sztukę
damage-product = { $sku }
damage-counted = { $sku }: { $quantity }
damage-go-on = { $quantity }: dlaczego?
damage-why = Co się stało?
damage-send = Zgłoś { $quantity } szt.
damage-done = { $quantity } szt. { $sku } odłożono jako uszkodzone.
inspect = Kontrola
inspect-hint = Zdecyduj o towarze w kontroli jakości albo uszkodzonym
inspect-scan = Zeskanuj, co jest do kontroli
inspect-nothing = Nic z tego nie czeka
inspect-nothing-detail = Nic z tego nie jest w kontroli ani uszkodzone.
inspect-from = Które?
inspect-verdict = Decyzja ({ $units })
inspect-done = Zdecydowano o { $quantity } szt. { $sku }.
verdict-available = Dobre: z powrotem na stan
verdict-damaged = Uszkodzone: odłóż osobno
verdict-loss = Strata: spisz ze stanu

## Transfery

transfer-in = Przychodzą
transfer-out = Wychodzą
transfer-none = Brak transferów
transfer-none-detail = Transfery pojawią się tu, gdy centrala je przyśle.
arrive-scan = Zeskanuj, co przyszło
arrive-due = Ma jeszcze przyjść
arrive-missing-hint = Brakuje? Dotknij.
arrive-missing-why = Dlaczego brakuje { $sku }?
arrive-missing-send = Zgłoś brak
arrive-counted = { $sku }: { $quantity }
arrive-scan-bin = Skanuj dalej albo zeskanuj miejsce
arrive-no-bin = Odłóż później
arrive-done = Przyszło { $quantity } szt. { $sku }.
arrive-missing-done = Zgłoszono brak { $missing } szt. { $sku }
arrive-over = Przyszło
arrive-over-title = Transfer przyjęty

## Etykiety

labels-scan = Zeskanuj miejsce albo zadanie
labels-search = Miejsce
labels-bins = Miejsca
labels-none = Nie ma takiego miejsca

## Co stoi w kolejce

action-pick = Pobierz { $units } × { $sku }
action-short = Brak { $sku }: znaleziono { $units }, brakuje { $missing }
action-wave = { $tasks ->
    [one] Pobierz jedno zadanie razem
    [few] Pobierz { $tasks } zadania razem
    [many] Pobierz { $tasks } zadań razem
   *[other] Pobierz { $tasks } zadań razem
}
action-receive = Przyjmij { $units } szt. ({ $reference })
action-putaway = Odłóż { $quantity } × { $sku } do { $bin }
action-move = Przesuń { $quantity } × { $sku }: { $from } → { $to }
action-bind = Kod { $code } dla { $sku }
action-count = Policz { $sku }: { $counted }
action-count-list = Utwórz listę do liczenia
action-approve = Zatwierdź liczenie
action-reject = Odrzuć liczenie
action-pack = { $parcels ->
    [one] Spakuj jedną paczkę
    [few] Spakuj { $parcels } paczki
    [many] Spakuj { $parcels } paczek
   *[other] Spakuj { $parcels } paczek
}
action-ship = Wyślij { $task }: { $carrier }
action-damage = Uszkodzenie { $quantity } × { $sku }
action-inspect = { $verdict ->
    [available] Zwolnij { $quantity } × { $sku }
    [damaged] Odłóż { $quantity } × { $sku } jako uszkodzone
   *[loss] Spisz { $quantity } × { $sku }
}
action-arrive = Transfer: przyszło { $quantity } × { $sku }
action-arrive-missing = Transfer: brakuje { $missing } × { $sku }
