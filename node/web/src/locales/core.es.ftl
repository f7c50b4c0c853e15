# Lo que dice el núcleo del terminal. Breve, como se dice en un almacén.

back = Atrás
cancel = Cancelar
close = Cerrar
loading = Un momento…
progress = Progreso
try-again = Intentar otra vez
try-now = Intentar ahora
done-of = { $done } de { $of }
stale = Datos de { $time }
nothing-here = Aquí no hay nada
nothing-here-detail = No hay ninguna pantalla en esta dirección. Vuelva al inicio.
not-allowed = No es para su función
not-allowed-detail = Si lo necesita, pregunte al encargado.
part-missing = Esta parte aún no está en el dispositivo
part-missing-detail = Acérquese al alcance del nodo del almacén e inténtelo otra vez.
language = Idioma
mood-good = Bien
mood-check = Revisar
mood-wrong = Mal

## Escanear

scan-wrong = Lectura equivocada
scan-was = Escaneado
scan-expected = Esperado
scan-camera = Cámara
scan-camera-close = Cerrar cámara
scan-type = Escribir
scan-type-close = No escribir
scan-code = Código de la etiqueta
scan-take = Aceptar
camera-view = Imagen de la cámara
camera-opening = Abriendo la cámara…
camera-light = Encender luz
camera-dark = Apagar luz
camera-none = No se puede usar la cámara
camera-insecure-detail = Los navegadores solo permiten la cámara en páginas seguras. Abra el terminal por HTTPS; la página de confianza explica cómo.
camera-denied-detail = No se permitió la cámara. Permítala para esta página en los ajustes del navegador o escriba el código.
camera-busy-detail = Otra aplicación está usando la cámara. Ciérrela e inténtelo otra vez.
camera-none-detail = No se encontró ninguna cámara. Escriba el código o use un escáner.
camera-trust = Cómo confiar en este nodo

## Cantidad

pad-quantity = Cantidad
pad-units = { $count ->
    [one] unidad
   *[other] unidades
}
pad-most = máximo { $max }
pad-too-many = más de { $max }
pad-less = Uno menos
pad-more = Uno más
pad-erase = Borrar
pad-done = Listo

## Inicio

home-tasks = Tareas
home-device = Este dispositivo
home-nothing = Aquí no hay nada que hacer para usted
home-nothing-detail = Su función ({ $role }) no tiene tareas. Pregunte al encargado.

## Cómo está todo

banners = Avisos
banner-look = Ver
banner-refused = { $count ->
    [one] Una operación fue rechazada y necesita su decisión.
   *[other] { $count } operaciones fueron rechazadas y necesitan su decisión.
}
banner-node = El nodo del almacén está fuera de alcance desde { $time }.
banner-node-waiting = { $count ->
    [one] Una operación espera aquí.
   *[other] { $count } operaciones esperan aquí.
}
banner-hub = La central está fuera de alcance desde { $time }.
banner-hub-waiting = { $count ->
    [one] Un cambio la espera.
   *[other] { $count } cambios la esperan.
}
node-well = Nodo del almacén: al alcance
node-away = Nodo del almacén: fuera de alcance
hub-well = Central: al alcance
hub-away = Central: fuera de alcance
dots-waiting = { $count ->
    [one] una operación en la cola
   *[other] { $count } operaciones en la cola
}
link-node = Nodo del almacén
link-node-well = Al alcance
link-hub = Central
link-hub-well = Al alcance
link-unknown = Aún no se sabe
update-ready = Hay una versión nueva lista.
update-now = Usarla ahora

## La cola

waiting-title = Cola
waiting-step = { $count ->
    [0] nada espera
    [one] una operación
   *[other] { $count } operaciones
}
waiting-none = Nada espera
waiting-none-detail = Todo lo que se hizo aquí ha llegado al nodo del almacén.
waiting-refused = Necesita su decisión
waiting-waiting = Espera al nodo
pause-unreachable = El nodo está fuera de alcance
pause-unreachable-detail = Siga trabajando. Lo que haga se guarda aquí y se envía en orden en cuanto el nodo responda.
pause-sign-in = Inicie sesión para enviar
pause-sign-in-detail = Las operaciones están a salvo. Se enviarán cuando alguien inicie sesión.
pause-busy = El nodo está ocupado
pause-busy-detail = Pide esperar un momento. Las operaciones se envían solas.
pause-fenced = El nodo está retenido
pause-fenced-detail = La central tiene que liberarlo. Avise al encargado; las operaciones están a salvo aquí.
pause-trouble = El nodo tiene un problema
pause-trouble-detail = Respondió con un error propio. Se intenta otra vez solo; si continúa, avise al encargado.
action-state-sending = Enviando
action-state-waiting = En espera
action-state-held = Retenida
action-state-refused = Rechazada
action-by = { $who }, { $time }
action-tries = { $count ->
    [one] Intentada una vez.
   *[other] Intentada { $count } veces.
}
action-held = Espera porque una operación anterior de la misma tarea fue rechazada. Resuelva primero esa.
action-confirm = Es correcto, enviar
action-again = Enviar otra vez
action-discard = Descartar
discard-title = ¿Descartar esta operación?
discard-detail = «{ $what }» no llegará nunca al nodo. Lo hecho en el almacén queda hecho: avise al encargado si las existencias ahora son otras.
discard-no = Conservar
history-title = { $count ->
    [one] Una decisión
   *[other] { $count } decisiones
}
history-again = Enviada otra vez por { $who }, { $time }
history-confirmed = Confirmada y enviada por { $who }, { $time }
history-discarded = Descartada por { $who }, { $time }
refusal-confirmation-required = La cantidad es inusual. Si es correcta, envíela así; si no, descártela e introdúzcala de nuevo.
refusal-insufficient-stock = Según los libros hay allí menos de lo que hace falta. Cuente la ubicación o descarte la operación.
refusal-held-by-hub = Estas unidades están prometidas en otro lugar. Pregunte al encargado o descarte la operación.
refusal-wrong-state = La tarea ha avanzado entretanto. Mírela; si está hecha, descarte esta operación.
refusal-invalid-request = Hay algo incorrecto. Descártela e introdúzcala de nuevo.
refusal-not-found = Ya no existe. Descarte esta operación.
refusal-version-mismatch = Otra persona lo cambió entretanto. Mírelo y envíe otra vez o descarte.
refusal-forbidden = Quien tiene la sesión no puede hacerlo. Que el encargado inicie sesión y envíe otra vez.
refusal-device-changed = El dispositivo se vinculó de nuevo antes de la respuesta. Compruebe si se contó; envíe otra vez solo si no.
refusal-other = Pregunte al encargado y envíe otra vez o descarte.

## Vincular

pair-title = Vincular este dispositivo
pair-lead = Este dispositivo aún no pertenece a ningún almacén. El encargado abre «Personas y dispositivos» en otro terminal y muestra un código.
pair-scan = Escanee el código de vinculación
pair-busy = Vinculando…
pair-by-key = Pegar una clave
pair-by-code = Usar un código
pair-key = Clave del dispositivo
pair-key-hint = Como la muestra la orden pair del nodo; empieza por hf_.
pair-key-save = Usar esta clave
pair-no-code = No es un código de vinculación
pair-no-code-detail = Escaneado: { $said }. Escanee el código de la pantalla del encargado.
pair-code-gone = Este código ya no sirve
pair-code-gone-detail = Los códigos sirven una vez y por poco tiempo. Pida uno nuevo.
pair-key-unknown = El nodo no conoce esta clave
pair-key-unknown-detail = Compruebe que está completa y que es del nodo de este almacén.
pair-refused = Se rechazó la vinculación
pair-away-detail = Revise la red y escanee el código otra vez.
pair-shut-out = Este dispositivo fue bloqueado
pair-shut-out-detail = Su clave ya no vale. Pida al encargado que lo vincule de nuevo. Lo que espera aquí se conserva.
pair-anew = ¿Vincular de nuevo este dispositivo?
pair-anew-is = Está vinculado como { $name }.
pair-anew-waiting = { $count ->
    [one] Aún espera aquí una operación. Después alguien tendrá que mirarla, porque si no podría contar dos veces.
   *[other] Aún esperan aquí { $count } operaciones. Después alguien tendrá que mirar cada una, porque si no podrían contar dos veces.
}
pair-anew-yes = Vincular de nuevo
pair-again = Vincular de nuevo
too-often = Demasiados intentos
too-often-detail = Inténtelo otra vez en { $seconds } s.

## Iniciar sesión

sign-in-title = Iniciar sesión
sign-in-badge = Escanee su tarjeta
sign-in-name = O elija su nombre
sign-in-do = Entrar
sign-in-away = El nodo está fuera de alcance
sign-in-away-detail = Para iniciar sesión hace falta el nodo del almacén. Acérquese al alcance de la wifi e inténtelo otra vez.
sign-in-unknown = No coincide
sign-in-unknown-detail = La tarjeta o el PIN no es correcto. Inténtelo otra vez o pregunte al encargado.
sign-in-locked = Bloqueado por un momento
sign-in-locked-detail = Demasiados intentos fallidos. Inténtelo otra vez en { $seconds } s.
sign-in-refused = Se rechazó el inicio de sesión
sign-out = Cerrar sesión
pin-step = PIN
pin-label = PIN
pin-digits = { $count ->
    [one] una cifra
   *[other] { $count } cifras
}

## Personas y dispositivos

people-title = Personas y dispositivos
operators-title = Personas
operators-none = Aún no se conoce a nadie aquí
operator-add = Añadir persona
operator-new = Persona nueva
operator-name = Nombre
operator-role = Función
operator-badge = Escanee la tarjeta
operator-pin = PIN
operator-pin-hint = De 4 a 12 cifras. Déjelo vacío para no cambiar nada.
operator-has-badge = Tarjeta
operator-has-pin = PIN
operator-no-proof = No puede entrar
operator-save = Guardar
operator-revoke = Bloquear
operator-revoke-title = ¿Bloquear a { $name }?
operator-revoke-detail = Las sesiones abiertas terminan al instante. No se puede deshacer.
role-viewer = Consulta
role-viewer-hint = Solo consulta
role-worker = Operario
role-worker-hint = Recibe, prepara, cuenta y envía
role-supervisor = Encargado
role-supervisor-hint = También ajusta existencias y admite personas
role-admin = Administrador
role-admin-hint = Todo
role-terminal = Terminal compartido
role-terminal-hint = Las personas inician sesión en él
role-device-hint = Funciona sin iniciar sesión
devices-title = Dispositivos
device-title = Dispositivo
device-name = Nombre del dispositivo
device-none = Sin vincular
device-role = ¿Para qué es el dispositivo?
device-warehouse = Almacén
device-version = Versión
device-offline = Sin el nodo
device-storage = Memoria
device-trust = Confianza y HTTPS
device-this = Este dispositivo
device-revoke = Bloquear
device-revoke-title = ¿Bloquear { $name }?
device-revoke-detail = El dispositivo ya no podrá hacer nada. Se puede vincular de nuevo.
pair-device-title = Vincular un dispositivo
pair-device-begin = Mostrar el código
pair-device-name-hint = Como está escrito en él, por ejemplo Terminal 7
pair-code-title = Vincular { $name }
pair-code-how = Escanéelo con el dispositivo nuevo. Sirve una vez, hasta { $time }.
pair-code-qr = Código QR de vinculación
pair-code-waiting = Esperando al dispositivo…
pair-code-claimed = { $name } está vinculado
change-refused = No se guardó
change-forbidden = No puede hacerlo. Una función solo la da quien la tiene.
change-away = El nodo está fuera de alcance. No es seguro si se cambió algo; inténtelo otra vez cuando responda.

## Ajustes

settings-title = Ajustes
settings-more = Más
settings-person = Sesión de { $name } ({ $role }).
settings-until = La sesión termina a las { $time }.
theme = Aspecto
theme-system = Como el dispositivo
theme-light = Claro
theme-dark = Oscuro
sound = Sonido: { $percent } %
sound-mute = Sonido: apagado
offline-starting = Preparando…
offline-ready = La aplicación se abre
offline-insecure = Necesita HTTPS (ver Confianza)
offline-unsupported = No en este navegador
offline-failed = No se pudo preparar
storage-kept = Se conserva siempre
storage-may-go = El navegador puede vaciarla
storage-keep = Conservar siempre

## Probar un escáner

scanner-title = Escáner
scanner-try = Escanee cualquier cosa
scanner-by-wedge = Leído por el escáner
scanner-by-camera = Leído por la cámara
scanner-by-typed = Escrito
scanner-kind = Es
scanner-broken = Incorrecto
scanner-no-keys = Aquí se ven las teclas que llegan.
scanner-keys = { $count ->
    [one] Una tecla
   *[other] { $count } teclas
}
scanner-key = Tecla
scanner-code = Lugar
scanner-gap = ms
scanner-settings = Ajustes del escáner
scanner-prefix = Prefijo
scanner-prefix-hint = Lo que el escáner envía antes de cada código; se quita.
scanner-suffix = Un código termina con
scanner-suffix-any = Intro, tabulador o pausa
scanner-suffix-enter = Intro
scanner-suffix-tab = Tabulador
scanner-suffix-pause = Una pausa
scanner-speed = Velocidad
scanner-speed-35 = Rápido, hasta { $ms } ms por tecla
scanner-speed-60 = Bluetooth, hasta { $ms } ms por tecla
scanner-speed-100 = Lento, hasta { $ms } ms por tecla
scanner-layout = Teclado del escáner
scanner-layout-device = Como el dispositivo
scanner-layout-us = EE. UU.
scanner-reset = Como de fábrica
kind-product = Producto
kind-bin = Ubicación
kind-task = Tarea
kind-order = Pedido
kind-sscc = Bulto (SSCC)
kind-operator = Tarjeta
kind-unknown = Desconocido
