# Co mówi rdzeń terminala. Krótko, tak jak mówi się w magazynie.

back = Wstecz
cancel = Anuluj
close = Zamknij
loading = Chwileczkę…
progress = Postęp
try-again = Spróbuj ponownie
try-now = Spróbuj teraz
done-of = { $done } z { $of }
stale = Stan z { $time }
nothing-here = Nic tu nie ma
nothing-here-detail = Pod tym adresem nie ma ekranu. Wróć na początek.
not-allowed = Nie dla tej roli
not-allowed-detail = W razie potrzeby zapytaj kierownika zmiany.
part-missing = Tej części nie ma jeszcze na urządzeniu
part-missing-detail = Podejdź w zasięg węzła magazynu i spróbuj ponownie.
language = Język
mood-good = Dobrze
mood-check = Sprawdź
mood-wrong = Źle

## Skanowanie

scan-wrong = Zły skan
scan-was = Zeskanowano
scan-expected = Oczekiwano
scan-camera = Aparat
scan-camera-close = Zamknij aparat
scan-type = Wpisz
scan-type-close = Nie wpisuj
scan-code = Kod na etykiecie
scan-take = Przyjmij
camera-view = Obraz z aparatu
camera-opening = Otwieranie aparatu…
camera-light = Włącz światło
camera-dark = Wyłącz światło
camera-none = Nie można użyć aparatu
camera-insecure-detail = Przeglądarki pozwalają na aparat tylko na bezpiecznych stronach. Otwórz terminal przez HTTPS; jak to zrobić, opisuje strona zaufania.
camera-denied-detail = Nie zezwolono na aparat. Zezwól na niego dla tej strony w ustawieniach przeglądarki albo wpisz kod.
camera-busy-detail = Inna aplikacja używa aparatu. Zamknij ją i spróbuj ponownie.
camera-none-detail = Nie znaleziono aparatu. Wpisz kod albo użyj skanera.
camera-trust = Jak zaufać temu węzłowi

## Ilość

pad-quantity = Ilość
pad-units = { $count ->
    [one] sztuka
    [few] sztuki
    [many] sztuk
   *[other] sztuki
}
pad-most = najwyżej { $max }
pad-too-many = więcej niż { $max }
pad-less = O jeden mniej
pad-more = O jeden więcej
pad-erase = Usuń
pad-done = Gotowe

## Start

home-tasks = Zadania
home-device = To urządzenie
home-nothing = Nie ma tu nic do zrobienia
home-nothing-detail = Twoja rola ({ $role }) nie ma zadań. Zapytaj kierownika zmiany.

## Jak się sprawy mają

banners = Komunikaty
banner-look = Pokaż
banner-refused = { $count ->
    [one] Jedna operacja została odrzucona i czeka na decyzję.
    [few] { $count } operacje zostały odrzucone i czekają na decyzję.
    [many] { $count } operacji zostało odrzuconych i czeka na decyzję.
   *[other] { $count } operacji zostało odrzuconych i czeka na decyzję.
}
banner-node = Węzeł magazynu jest poza zasięgiem od { $time }.
banner-node-waiting = { $count ->
    [one] Jedna operacja czeka tutaj.
    [few] { $count } operacje czekają tutaj.
    [many] { $count } operacji czeka tutaj.
   *[other] { $count } operacji czeka tutaj.
}
banner-hub = Centrala jest poza zasięgiem od { $time }.
banner-hub-waiting = { $count ->
    [one] Jedna zmiana na nią czeka.
    [few] { $count } zmiany na nią czekają.
    [many] { $count } zmian na nią czeka.
   *[other] { $count } zmian na nią czeka.
}
node-well = Węzeł magazynu: w zasięgu
node-away = Węzeł magazynu: poza zasięgiem
hub-well = Centrala: w zasięgu
hub-away = Centrala: poza zasięgiem
dots-waiting = { $count ->
    [one] jedna operacja w kolejce
    [few] { $count } operacje w kolejce
    [many] { $count } operacji w kolejce
   *[other] { $count } operacji w kolejce
}
link-node = Węzeł magazynu
link-node-well = W zasięgu
link-hub = Centrala
link-hub-well = W zasięgu
link-unknown = Jeszcze nie wiadomo
update-ready = Nowa wersja jest gotowa.
update-now = Użyj teraz

## Kolejka

waiting-title = Kolejka
waiting-step = { $count ->
    [0] nic nie czeka
    [one] jedna operacja
    [few] { $count } operacje
    [many] { $count } operacji
   *[other] { $count } operacji
}
waiting-none = Nic nie czeka
waiting-none-detail = Wszystko, co tu zrobiono, dotarło do węzła magazynu.
waiting-refused = Czeka na decyzję
waiting-waiting = Czeka na węzeł
pause-unreachable = Węzeł jest poza zasięgiem
pause-unreachable-detail = Pracuj dalej. To, co robisz, zostaje tutaj i zostanie wysłane po kolei, gdy tylko węzeł odpowie.
pause-sign-in = Zaloguj się, aby wysłać
pause-sign-in-detail = Operacje są bezpieczne. Zostaną wysłane, gdy ktoś się zaloguje.
pause-busy = Węzeł jest zajęty
pause-busy-detail = Prosi o chwilę cierpliwości. Operacje wyślą się same.
pause-fenced = Węzeł jest wstrzymany
pause-fenced-detail = Centrala musi go odblokować. Powiadom kierownika zmiany; operacje są tu bezpieczne.
pause-trouble = Węzeł ma problem
pause-trouble-detail = Odpowiedział własnym błędem. Próba powtórzy się sama; jeśli to potrwa, powiadom kierownika zmiany.
action-state-sending = Wysyłanie
action-state-waiting = Czeka
action-state-held = Wstrzymana
action-state-refused = Odrzucona
action-by = { $who }, { $time }
action-tries = { $count ->
    [one] Próbowano raz.
    [few] Próbowano { $count } razy.
    [many] Próbowano { $count } razy.
   *[other] Próbowano { $count } razy.
}
action-held = Czeka, bo wcześniejsza operacja tego samego zadania została odrzucona. Najpierw rozstrzygnij tamtą.
action-confirm = Zgadza się, wyślij
action-again = Wyślij ponownie
action-discard = Odrzuć
discard-title = Odrzucić tę operację?
discard-detail = „{ $what }” nigdy nie dotrze do węzła. To, co zrobiono w magazynie, pozostaje: powiadom kierownika zmiany, jeśli stan jest teraz inny.
discard-no = Zachowaj
history-title = { $count ->
    [one] Jedna decyzja
    [few] { $count } decyzje
    [many] { $count } decyzji
   *[other] { $count } decyzji
}
history-again = Wysłano ponownie: { $who }, { $time }
history-confirmed = Potwierdzono i wysłano: { $who }, { $time }
history-discarded = Odrzucono: { $who }, { $time }
refusal-confirmation-required = Ilość jest nietypowa. Jeśli się zgadza, wyślij; jeśli nie, odrzuć i wpisz ponownie.
refusal-insufficient-stock = Według ksiąg jest tam mniej, niż potrzeba. Policz to miejsce albo odrzuć operację.
refusal-held-by-hub = Te sztuki obiecano gdzie indziej. Zapytaj kierownika zmiany albo odrzuć operację.
refusal-wrong-state = Zadanie poszło tymczasem dalej. Obejrzyj je; jeśli jest zrobione, odrzuć tę operację.
refusal-invalid-request = Coś się w niej nie zgadza. Odrzuć ją i wpisz ponownie.
refusal-not-found = Tego już nie ma. Odrzuć tę operację.
refusal-version-mismatch = Ktoś inny to tymczasem zmienił. Obejrzyj, potem wyślij ponownie albo odrzuć.
refusal-forbidden = Zalogowana osoba nie może tego zrobić. Niech zaloguje się kierownik zmiany, potem wyślij ponownie.
refusal-device-changed = Urządzenie sparowano od nowa, zanim przyszła odpowiedź. Sprawdź, czy operacja została policzona; wyślij ponownie tylko wtedy, gdy nie.
refusal-other = Zapytaj kierownika zmiany, potem wyślij ponownie albo odrzuć.

## Parowanie

pair-title = Sparuj to urządzenie
pair-lead = To urządzenie nie należy jeszcze do żadnego magazynu. Kierownik zmiany otwiera na innym terminalu „Osoby i urządzenia” i pokazuje kod.
pair-scan = Zeskanuj kod parowania
pair-busy = Parowanie…
pair-by-key = Zamiast tego wklej klucz
pair-by-code = Użyj kodu parowania
pair-key = Klucz urządzenia
pair-key-hint = Taki, jaki wypisuje polecenie pair węzła; zaczyna się od hf_.
pair-key-save = Użyj tego klucza
pair-no-code = To nie jest kod parowania
pair-no-code-detail = Zeskanowano: { $said }. Zeskanuj kod z ekranu kierownika zmiany.
pair-code-gone = Ten kod już nie działa
pair-code-gone-detail = Kod działa raz i krótko. Poproś o nowy.
pair-key-unknown = Węzeł nie zna tego klucza
pair-key-unknown-detail = Sprawdź, czy jest cały i czy pochodzi z węzła tego magazynu.
pair-refused = Parowanie odrzucono
pair-away-detail = Sprawdź sieć, potem zeskanuj kod ponownie.
pair-shut-out = To urządzenie zablokowano
pair-shut-out-detail = Jego klucz już nie obowiązuje. Poproś kierownika zmiany o ponowne sparowanie. To, co tu czeka, zostaje zachowane.
pair-anew = Sparować to urządzenie od nowa?
pair-anew-is = Jest sparowane jako { $name }.
pair-anew-waiting = { $count ->
    [one] Czeka tu jeszcze jedna operacja. Po sparowaniu ktoś musi ją obejrzeć, bo inaczej mogłaby policzyć się dwa razy.
    [few] Czekają tu jeszcze { $count } operacje. Po sparowaniu ktoś musi obejrzeć każdą z nich, bo inaczej mogłyby policzyć się dwa razy.
    [many] Czeka tu jeszcze { $count } operacji. Po sparowaniu ktoś musi obejrzeć każdą z nich, bo inaczej mogłyby policzyć się dwa razy.
   *[other] Czeka tu jeszcze { $count } operacji. Po sparowaniu ktoś musi obejrzeć każdą z nich, bo inaczej mogłyby policzyć się dwa razy.
}
pair-anew-yes = Sparuj od nowa
pair-again = Sparuj od nowa
too-often = Za dużo prób
too-often-detail = Spróbuj ponownie za { $seconds } s.

## Logowanie

sign-in-title = Zaloguj się
sign-in-badge = Zeskanuj identyfikator
sign-in-name = Albo wybierz swoje imię
sign-in-do = Zaloguj
sign-in-away = Węzeł jest poza zasięgiem
sign-in-away-detail = Do logowania potrzebny jest węzeł magazynu. Podejdź w zasięg Wi-Fi i spróbuj ponownie.
sign-in-unknown = Nie pasuje
sign-in-unknown-detail = Identyfikator albo PIN jest nieprawidłowy. Spróbuj ponownie albo zapytaj kierownika zmiany.
sign-in-locked = Chwilowo zablokowane
sign-in-locked-detail = Za dużo błędnych prób. Spróbuj ponownie za { $seconds } s.
sign-in-refused = Logowanie odrzucono
sign-out = Wyloguj
pin-step = PIN
pin-label = PIN
pin-digits = { $count ->
    [one] jedna cyfra
    [few] { $count } cyfry
    [many] { $count } cyfr
   *[other] { $count } cyfr
}

## Osoby i urządzenia

people-title = Osoby i urządzenia
operators-title = Osoby
operators-none = Nikt nie jest tu jeszcze znany
operator-add = Dodaj osobę
operator-new = Nowa osoba
operator-name = Imię i nazwisko
operator-role = Rola
operator-badge = Zeskanuj identyfikator
operator-pin = PIN
operator-pin-hint = Od 4 do 12 cyfr. Zostaw puste, aby nic nie zmieniać.
operator-has-badge = Identyfikator
operator-has-pin = PIN
operator-no-proof = Nie może się zalogować
operator-save = Zapisz
operator-revoke = Zablokuj
operator-revoke-title = Zablokować: { $name }?
operator-revoke-detail = Trwające sesje kończą się od razu. Nie da się tego cofnąć.
role-viewer = Podgląd
role-viewer-hint = Tylko sprawdza
role-worker = Magazynier
role-worker-hint = Przyjmuje, kompletuje, liczy, wysyła
role-supervisor = Kierownik zmiany
role-supervisor-hint = Koryguje też stany i dopuszcza osoby
role-admin = Administrator
role-admin-hint = Wszystko
role-terminal = Wspólny terminal
role-terminal-hint = Osoby logują się na nim
role-device-hint = Działa bez logowania
devices-title = Urządzenia
device-title = Urządzenie
device-name = Nazwa urządzenia
device-none = Niesparowane
device-role = Do czego służy urządzenie?
device-warehouse = Magazyn
device-version = Wersja
device-offline = Bez węzła
device-storage = Pamięć
device-trust = Zaufanie i HTTPS
device-this = To urządzenie
device-revoke = Zablokuj
device-revoke-title = Zablokować: { $name }?
device-revoke-detail = Urządzenie nie będzie mogło nic zrobić. Można je sparować ponownie.
pair-device-title = Sparuj urządzenie
pair-device-begin = Pokaż kod
pair-device-name-hint = Tak, jak jest na nim napisane, na przykład Terminal 7
pair-code-title = Sparuj: { $name }
pair-code-how = Zeskanuj to nowym urządzeniem. Działa raz, do { $time }.
pair-code-qr = Kod QR do parowania
pair-code-waiting = Czekanie na urządzenie…
pair-code-claimed = Sparowano: { $name }
change-refused = Nie zapisano
change-forbidden = Nie wolno tego zrobić. Rolę może nadać tylko ten, kto sam ją ma.
change-away = Węzeł jest poza zasięgiem. Nie wiadomo, czy coś zmieniono; spróbuj ponownie, gdy odpowie.

## Ustawienia

settings-title = Ustawienia
settings-more = Więcej
settings-person = Zalogowano: { $name } ({ $role }).
settings-until = Sesja kończy się o { $time }.
theme = Wygląd
theme-system = Jak urządzenie
theme-light = Jasny
theme-dark = Ciemny
sound = Dźwięk: { $percent }%
sound-mute = Dźwięk: wyłączony
offline-starting = Przygotowywanie…
offline-ready = Aplikacja się otwiera
offline-insecure = Wymaga HTTPS (patrz Zaufanie)
offline-unsupported = Nie w tej przeglądarce
offline-failed = Nie udało się przygotować
storage-kept = Zachowana na stałe
storage-may-go = Przeglądarka może ją wyczyścić
storage-keep = Zachowaj na stałe

## Próba skanera

scanner-title = Skaner
scanner-try = Zeskanuj cokolwiek
scanner-by-wedge = Odczytał skaner
scanner-by-camera = Odczytał aparat
scanner-by-typed = Wpisano
scanner-kind = To jest
scanner-broken = Nie zgadza się
scanner-no-keys = Tu pojawią się odebrane klawisze.
scanner-keys = { $count ->
    [one] Jeden klawisz
    [few] { $count } klawisze
    [many] { $count } klawiszy
   *[other] { $count } klawiszy
}
scanner-key = Klawisz
scanner-code = Miejsce
scanner-gap = ms
scanner-settings = Ustawienia skanera
scanner-prefix = Prefiks
scanner-prefix-hint = Co skaner wysyła przed każdym kodem; zostaje odcięte.
scanner-suffix = Kod kończy się
scanner-suffix-any = Enterem, tabulatorem lub przerwą
scanner-suffix-enter = Enterem
scanner-suffix-tab = tabulatorem
scanner-suffix-pause = przerwą
scanner-speed = Szybkość
scanner-speed-35 = Szybko, do { $ms } ms na klawisz
scanner-speed-60 = Bluetooth, do { $ms } ms na klawisz
scanner-speed-100 = Wolno, do { $ms } ms na klawisz
scanner-layout = Klawiatura skanera
scanner-layout-device = Jak urządzenie
scanner-layout-us = US
scanner-reset = Ustawienia fabryczne
kind-product = Produkt
kind-bin = Miejsce
kind-task = Zadanie
kind-order = Zamówienie
kind-sscc = Paczka (SSCC)
kind-operator = Identyfikator
kind-unknown = Nieznany
