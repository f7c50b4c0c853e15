# Lo que dicen los procesos de planta. Breve, como se diría en un almacén.

flow-look-up = Consultar
flow-receive = Recibir
flow-put-away = Ubicar
flow-pick = Preparar
flow-pack = Embalar
flow-ship = Expedir
flow-count = Contar
flow-move = Mover
flow-damage = Daños
flow-return = Devoluciones
flow-transfer = Traslados
flow-labels = Etiquetas
flow-cancel = Cancelar
flow-go-on = Seguir
flow-step = Paso { $step } de { $of }

## Cómo fue un paso

queued-here = Guardado en este dispositivo; se enviará en cuanto responda el nodo.
nothing-changed = No se cambió nada.
step-failed = No funcionó. Inténtelo otra vez.
missing = No se puede mostrar
missing-away = El nodo está fuera de alcance
missing-away-detail = Esto nunca se leyó en este dispositivo. Acérquese al nodo del almacén e inténtelo otra vez.
missing-retry = Reintentar
confirm-yes = Sí, es así
confirm-no = No, volver
confirm-unusual = { $quantity } de { $sku } es más de lo habitual aquí ({ $usual }). ¿De verdad { $quantity }?
confirm-unplaced = Solo { $unplaced } de { $sku } están sin ubicar. ¿Ya se ubicaron? ¿De verdad { $quantity }?
confirm-unexpected = Llegó más de lo esperado, u otra cosa: { $quantity } de { $sku }. ¿Está ahí de verdad?
advice-insufficient-stock = Según los libros hay menos ahí. Mire otra vez o cuente la ubicación.
advice-held-by-hub = Estas unidades están prometidas en otra parte. Pregunte al responsable.
advice-wrong-state = La tarea ha avanzado. Vuelva y ábrala de nuevo.
advice-not-found = El nodo no lo conoce. Revise la etiqueta.
advice-forbidden = Su función no lo permite. Pregunte al responsable.
advice-conflict = Ya lo tiene otra cosa.
advice-fenced = El nodo tiene que contactar antes con la central. Avise al responsable.
advice-invalid-request = Algo no es correcto. Revise la ubicación y la cantidad.
advice-version-mismatch = Alguien fue más rápido. Vuelva y ábralo de nuevo.
advice-other = El nodo lo rechazó. No se cambió nada.

## Incorrecto

wrong-want-product = { $kind ->
    [bin] { $code } es una ubicación. Escanee un artículo.
    [task] { $code } es una tarea. Escanee un artículo.
    [order] { $code } es un pedido. Escanee un artículo.
    [sscc] { $code } es un bulto. Escanee un artículo.
    [operator] Esto es una credencial. Escanee un artículo.
   *[unknown] Nadie conoce aquí { $code }. Escanee un artículo o consúltelo.
}
wrong-want-bin = { $kind ->
    [product] { $code } es un artículo. Escanee una ubicación.
    [task] { $code } es una tarea. Escanee una ubicación.
    [order] { $code } es un pedido. Escanee una ubicación.
    [sscc] { $code } es un bulto. Escanee una ubicación.
    [operator] Esto es una credencial. Escanee una ubicación.
   *[unknown] Aquí no hay ninguna ubicación { $code }. Escanee una ubicación.
}
wrong-want-tracking = { $kind ->
    [product] { $code } es un artículo. Escanee el número de seguimiento.
    [bin] { $code } es una ubicación. Escanee el número de seguimiento.
   *[other] { $code } no es un número de seguimiento.
}
wrong-broken = { $code } está dañado o mal leído. Escanéelo otra vez.
wrong-bin = Ubicación incorrecta: { $scanned }. Vaya a { $expected }.
wrong-product = Artículo incorrecto: { $scanned }. Coja { $expected }.
wrong-bin-first = Escanee primero la ubicación { $bin }. (Se escaneó { $code }.)
wrong-no-bin-wanted = { $sku } no está en ninguna ubicación. Escanee el artículo, no { $bin }.
wrong-nothing-to-pick = No queda nada por preparar. { $code } se queda donde está.
wrong-too-many = { $units } de { $sku } son demasiadas: hacen falta { $wanted }.
wrong-tote = { $code } no es ninguna de estas cajas: { $totes }.
wrong-zero = 0 no es una cantidad aquí.
wrong-reference = Introduzca el número del albarán, de 1 a 128 caracteres.
wrong-nothing-listed = Aún no hay nada en la lista. Escanee un artículo.
wrong-no-such-bin = No hay ninguna ubicación { $bin } en este almacén.
wrong-bin-blocked = { $bin } está bloqueada. Elija otra ubicación.
wrong-not-in-bin = No hay { $sku } en { $bin }.
wrong-more-than-in-bin = En { $bin } hay { $held } de { $sku }, no { $quantity }.
wrong-quantity-first = Primero la cantidad, después la ubicación. (Se escaneó { $code }.)
wrong-same-bin = Sale de { $bin }. Escanee otra ubicación.
wrong-bound-already = { $code } ya tiene su artículo.
wrong-finish-count = Termine antes de contar { $sku }. (Se escaneó { $code }.)
wrong-list-done = Todo lo de esta lista está contado. (Se escaneó { $code }.)
wrong-not-on-list = { $code } no se cuenta aquí. Cuente { $expected }.
wrong-counted-already = { $sku } ya está contado.
wrong-not-in-task = { $code } no es de esta tarea.
wrong-packed-already = Todo { $sku } está ya embalado.
wrong-empty-parcel = El bulto está vacío. Escanee lo que va dentro.
wrong-weight = Introduzca el peso en gramos: de 1 a 1 500 000.
wrong-parcel = { $code } es un bulto de otra tarea.
wrong-tracking = Escanee o escriba el número de seguimiento, hasta 100 caracteres.
wrong-nothing-to-ship = No hay nada preparado que pueda salir.
wrong-bin-for = Escanee primero la ubicación de { $sku }. (Se escaneó { $code }.)
wrong-arrived-already = Todo { $sku } ha llegado ya.
wrong-more-than-sent = De { $sku } faltan por llegar { $wanted }, no { $units }. Reciba las demás como entrega.
wrong-no-such-task = { $code } no es ninguna de estas tareas.

## Motivos

reason-other = Otra cosa
reason-words = Con sus palabras
reason-empty = La ubicación está vacía
reason-fewer = Menos que en los libros
reason-broken = Roto
reason-other-product = Hay otro artículo
reason-dropped = Se cayó
reason-wet = Se mojó
reason-torn = Embalaje roto
reason-expired = Caducado
reason-not-on-pallet = No está en el palé
reason-lost-on-way = Perdido en el camino
reason-count-again = Contar otra vez
reason-wrong-bin-counted = Se contó otra ubicación

## Mercancía

units = { $units ->
    [one] { $units } unidad
   *[other] { $units } unidades
}
grams = gramos
weight = { $grams } g
condition = Estado
condition-available = Bueno
condition-damaged = Dañado
condition-quality_control = Por revisar
handling-notes = Manejar con cuidado
search-label = Nombre, número o código
search-hint = Bastan dos letras
search-take = Usar este código
search-away = Para buscar hace falta el nodo. Escriba el número exacto.
search-none = Nada encontrado para «{ $text }»
search-found = Artículos encontrados
task-scan = Escanee la tarea
task-transfer-out = Traslado a { $warehouse }
task-transfer-in = Traslado desde { $warehouse }
task-order = Pedido { $order }
task-lines = { $lines ->
    [one] una línea
   *[other] { $lines } líneas
}
task-urgent = Urgente { $priority }
task-begun = { $done } de { $units } preparadas
task-short = Faltan { $units }
task-state = { $state ->
    [open] Abierta
    [picking] En preparación
    [packed] Lista para expedir
    [shipped] Expedida
    [canceled] Anulada
    [short] No había nada
   *[done] Terminada
}
paper-open = Abrir: { $paper }
paper-save = Guardar
paper-failed = No se pudo obtener el documento
paper-labels = Etiquetas de bulto
paper-slip = Albarán de contenido
paper-bin = Etiqueta de ubicación

## Consultar

lookup-scan = Escanee lo que sea
lookup-scan-detail = Artículo, ubicación, tarea, pedido o bulto
lookup-again = Escanee lo siguiente
lookup-unknown = Código desconocido
lookup-unknown-title = Nadie conoce aquí este código
lookup-bind = ¿De quién es este código?
lookup-bind-detail = Busque el artículo; desde entonces se entenderá en todas partes.
lookup-bound = { $code } significa ahora { $sku }.
lookup-bound-title = Código añadido
lookup-barcodes = Códigos de barras
lookup-bins = Dónde está
lookup-unplaced = Sin ubicar
lookup-picked = Preparado
lookup-discrepancy = { $units } más en ubicaciones que en los libros: cuéntelo
lookup-never-stocked = Nunca hubo existencias aquí.
lookup-task = Tarea
stock-on-hand = Existencias
stock-available = Disponible
stock-reserved = Reservado
stock-promisable = Prometible aquí
stock-quality-control = En control de calidad
stock-damaged = Dañado
stock-incoming = En camino
bin-title = Ubicación { $bin }
bin-zone = Zona { $zone }
bin-move = Mover de aquí
bin-blocked = Bloqueada
bin-fill = Ocupación
bin-empty = Esta ubicación está vacía
bin-contents = Lo que hay dentro

## Recibir y devoluciones

receive-free = Sin pedido
receive-none = No se espera ninguna entrega
receive-none-detail = Aun así se puede recibir mercancía.
receive-expected = Esperado
receive-transfers = De otros almacenes
receive-due = para { $time }
receive-begun = empezado
receive-return-of = Devolución del pedido { $order }
receive-scan-note = Escanee el albarán
receive-number = Número del albarán
receive-scan = Escanee un artículo
receive-scan-more = Siga escaneando, o escanee la ubicación
receive-quantity = Cantidad
receive-finish = { $units ->
    [one] Registrar una unidad
   *[other] Registrar { $units } unidades
}
receive-into = En { $bin }
receive-counted = { $sku }: { $quantity }
receive-drop = Descartar
receive-list = A la lista
receive-listed = En la lista
receive-book = { $units ->
    [one] Registrar una unidad
   *[other] Registrar { $units } unidades
}
receive-book-complete = Es todo
receive-book-complete-hint = Lo que falta ya no vendrá
receive-book-part = Registrar
receive-book-part-hint = El resto está por llegar
receive-booked = { $units ->
    [one] Una unidad registrada
   *[other] { $units } unidades registradas
}
receive-booked-title = Registrado
receive-more = Más de esto
receive-next = Siguiente
difference-over = Sobran { $units }
difference-under = Faltan { $units }
difference-unordered = No pedido: { $units }
difference-exact = Todo está
return-scan = Escanee la devolución
return-scan-detail = Número de la devolución o de su pedido
return-none = No se espera ninguna devolución

## Ubicar

putaway-scan-product = Escanee lo que hay que ubicar
putaway-arrivals = Por ubicar
putaway-product = { $sku }: ahora su ubicación
putaway-unplaced = { $units } sin ubicar
putaway-scan-bin = Escanee la ubicación
putaway-suggested = Ubicaciones adecuadas
putaway-bin = { $bin }: ¿cuántas?
putaway-other-bin = { $bin } no estaba propuesta. ¿Cuántas?
putaway-done = { $quantity } de { $sku } están en { $bin }.
why-holds-it = Ya lo contiene
why-its-slot = Su lugar propio
why-empty = Está vacía
why-room = Tiene sitio

## Preparar

pick-none = Nada que preparar
pick-none-detail = Las tareas nuevas aparecen aquí solas.
pick-scan-task = Escanee una tarea o elíjala
pick-tasks = Tareas
pick-waves = Empezadas juntas
pick-wave = { $tasks ->
    [one] Una tarea junta
   *[other] { $tasks } tareas juntas
}
pick-together = Preparar varias juntas
pick-together-begin = { $tasks ->
    [one] Empezar con una tarea
   *[other] Empezar con { $tasks } tareas
}
pick-wave-made = { $tasks ->
    [one] Una tarea se prepara junta
   *[other] { $tasks } tareas se preparan juntas
}
pick-sort = A las cajas
pick-sort-now = En cada ubicación
pick-sort-now-hint = Una caja por tarea en el carro
pick-sort-later = Al final
pick-sort-later-hint = Todo en una, se reparte en la mesa
pick-bin-scans = Escanear cada ubicación antes que sus artículos
pick-title-wave = Preparar juntas
pick-scan-bin = Vaya a la ubicación y escanéela
pick-scan-product = Escanee cada unidad
pick-scan-tote = Escanee la tarea de una caja, o siga
pick-of = de { $wanted }
pick-no-bin = Sin ubicar
pick-share = Caja { $tote }: { $quantity }
pick-at-bin = Estoy ahí
pick-quantity = Indicar cuántas
pick-later = Después
pick-short = Falta
pick-bin-right = { $bin } es correcta
pick-counted = { $units } de { $wanted } { $sku }
pick-counted-of = { $units } de { $wanted }
pick-done = { $units } de { $sku } preparadas
pick-short-done = { $missing } de { $sku } notificadas como faltantes
pick-short-what = ¿Faltan { $missing } de { $sku }?
pick-short-why = ¿Por qué?
pick-short-send = Notificar { $missing } faltantes
pick-put-off = { $sku } queda para después
pick-sharing = A las cajas
pick-shared = Hecho
pick-tote = Caja { $tote }
pick-tote-right = { $quantity } en la caja { $tote }
pick-over = Preparado
pick-over-good = Todo preparado
pick-over-short = No había nada
pick-over-missing = Faltan { $missing }, notificado
pick-next-task = Otra tarea
pick-sort-out = Repartir en cajas
pick-check-totes = En las cajas

## Embalar y expedir

pack-none = Nada que embalar
pack-none-detail = Las tareas llegan aquí cuando están preparadas.
pack-not-picked = Aún sin preparar
pack-not-picked-detail = Prepárela entera primero.
pack-shipped = Ya expedida
pack-shipped-detail = No queda nada que embalar.
pack-parcel = Bulto { $parcel }
pack-scan = Escanee lo que va dentro
pack-put = { $units } de { $sku } dentro
pack-rest = Todo el resto dentro
pack-weigh = Cerrar y pesar
pack-in-parcel = En este bulto
pack-empty = Sacarlo todo
pack-left = Por embalar
pack-weight = Peso
pack-finish = Hecho
pack-next-parcel = Siguiente
pack-closed = El bulto { $parcel } está cerrado
pack-done = { $parcels ->
    [one] Un bulto embalado
   *[other] { $parcels } bultos embalados
}
pack-done-title = Embalado
pack-anew = Embalar de nuevo
pack-number-later = El nodo le dará su número
ship-none = Nada que expedir
ship-none-detail = Las tareas llegan aquí cuando hay algo preparado.
ship-carrier = Transportista
ship-other = Otro transportista
ship-scan-tracking = Escanee el número de seguimiento
ship-tracking = Número de seguimiento
ship-tracked = Número de seguimiento { $tracking }
ship-right-parcel = El bulto correcto. Ahora el número de seguimiento.
ship-leaves = Sale ahora
ship-stays = { $units } se quedan
ship-part-hint = Toque una línea para que salga menos.
ship-how-many = ¿Cuántas salen?
ship-send = Ha salido
ship-part-send = Esta parte ha salido
ship-done = Expedido
ship-part-done = La parte ha salido, el resto se queda aquí.
ship-done-title = Expedido
ship-done-detail = Ya no está en los libros de este almacén.
ship-next = Siguiente

## Contar

count-none = Ninguna lista que contar
count-none-detail = Cree una, o cuente lo que tiene delante.
count-lists = Listas
count-list-name = { $by ->
    [age] Más tiempo sin contar
    [value] Más valiosos
   *[both] Mixta
} { $zone }
count-new-list = Lista nueva
count-by = ¿Qué primero?
count-by-age = Lo que lleva más tiempo sin contar
count-by-value = Lo que más vale
count-by-both = Ambos
count-make-list = Crear una lista de { $size }
count-list-made = La lista está lista
count-free = Contar algo
count-scan-free = Escanee una ubicación o un artículo
count-scan-free-detail = Con ubicación solo se cuenta lo que hay en ella
count-scan-product = Escanee el artículo
count-how-many = Escanee cada unidad o indique cuántas
count-bin = En { $bin }
count-product = { $sku }: ¿cuántas?
count-so-far = { $sku }: { $counted }
count-finish = Son todas
count-none-there = No se puede escanear, o no hay
count-done = { $sku }: { $counted } contadas
count-awaits = { $sku }: { $counted } contadas. El responsable lo mirará antes.
count-step = { $done } de { $of }
count-list-done = Lista terminada
count-list-done-title = { $lines ->
    [one] Una línea contada
   *[other] Las { $lines } líneas contadas
}
count-waiting = { $counts ->
    [one] Un recuento espera su decisión
   *[other] { $counts } recuentos esperan su decisión
}
count-waiting-title = Por decidir
count-waiting-none = No espera ningún recuento
count-by-whom = { $who }, { $time }
count-counted = Contado
count-expected = En los libros
count-difference = Diferencia
count-approve = Aprobar
count-reject = Rechazar
count-reject-why = ¿Por qué?
count-approved = Aprobado: los libros siguen al recuento.
count-rejected = Rechazado: los libros quedan igual.

## Mover

move-scan-from = Escanee la ubicación de la que sale
move-scan-product = Escanee el artículo
move-scan-to = Escanee la ubicación a la que va
move-from = Desde { $bin }
move-from-label = Desde
move-product = { $sku }: ¿cuántas?
move-other-bin = Otra ubicación
move-done = { $quantity } de { $sku }: { $from } → { $to }

## Daños e inspecciones

damage-found = Notificar daño
damage-found-hint = Unidades buenas pasan a dañadas
damage-who = Los daños los notifica el responsable
damage-who-detail = Aparte las unidades y avise al responsable, que las notificará en cualquier terminal. En una preparación, notifíquelas como faltantes.
damage-scan = Escanee lo que está dañado
damage-scan-more = Escanee cada unidad
damage-product = { $sku }
damage-counted = { $sku }: { $quantity }
damage-go-on = { $quantity }: ¿por qué?
damage-why = ¿Qué pasó?
damage-send = { $quantity ->
    [one] Notificar una unidad
   *[other] Notificar { $quantity } unidades
}
damage-done = { $quantity } de { $sku } quedan apartadas como dañadas.
inspect = Inspeccionar
inspect-hint = Decidir sobre lo que está en control o dañado
inspect-scan = Escanee lo que hay que inspeccionar
inspect-nothing = No espera nada
inspect-nothing-detail = Nada está en control de calidad ni dañado.
inspect-from = ¿Cuáles?
inspect-verdict = Decisión ({ $units })
inspect-done = { $quantity } de { $sku } decididas.
verdict-available = Bueno: vuelve a existencias
verdict-damaged = Dañado: apartar
verdict-loss = Perdido: dar de baja

## Traslados

transfer-in = Entran
transfer-out = Salen
transfer-none = Ningún traslado
transfer-none-detail = Los traslados aparecen aquí cuando la central los envía.
arrive-scan = Escanee lo que ha llegado
arrive-due = Por llegar
arrive-missing-hint = ¿Falta? Tóquelo.
arrive-missing-why = ¿Por qué falta { $sku }?
arrive-missing-send = Notificar que falta
arrive-counted = { $sku }: { $quantity }
arrive-scan-bin = Siga escaneando, o escanee su ubicación
arrive-no-bin = Ubicar después
arrive-done = { $quantity } de { $sku } han llegado.
arrive-missing-done = { $missing } de { $sku } notificadas como faltantes
arrive-over = Llegado
arrive-over-title = El traslado está dentro

## Etiquetas

labels-scan = Escanee una ubicación o una tarea
labels-search = Ubicación
labels-bins = Ubicaciones
labels-none = No hay tal ubicación

## Lo que está en la cola

action-pick = Preparar { $units } × { $sku }
action-short = Falta { $sku }: { $units } encontradas, { $missing } faltan
action-wave = { $tasks ->
    [one] Preparar una tarea junta
   *[other] Preparar { $tasks } tareas juntas
}
action-receive = { $units ->
    [one] Recibir una unidad ({ $reference })
   *[other] Recibir { $units } unidades ({ $reference })
}
action-putaway = Ubicar { $quantity } × { $sku } en { $bin }
action-move = Mover { $quantity } × { $sku }: { $from } → { $to }
action-bind = Código { $code } para { $sku }
action-count = Contar { $sku }: { $counted }
action-count-list = Crear una lista de recuento
action-approve = Aprobar un recuento
action-reject = Rechazar un recuento
action-pack = { $parcels ->
    [one] Embalar un bulto
   *[other] Embalar { $parcels } bultos
}
action-ship = Expedir { $task } con { $carrier }
action-damage = Daño { $quantity } × { $sku }
action-inspect = { $verdict ->
    [available] Liberar { $quantity } × { $sku }
    [damaged] Apartar { $quantity } × { $sku } como dañado
   *[loss] Dar de baja { $quantity } × { $sku }
}
action-arrive = Traslado: { $quantity } × { $sku } recibidas
action-arrive-missing = Traslado: faltan { $missing } × { $sku }
