# ما تقوله عمليات أرض المستودع. باختصار كما يقال في المستودع.

flow-look-up = استعلام
flow-receive = استلام
flow-put-away = تخزين
flow-pick = التقاط
flow-pack = تغليف
flow-ship = شحن
flow-count = جرد
flow-move = نقل
flow-damage = تالف
flow-return = مرتجعات
flow-transfer = تحويلات
flow-labels = ملصقات
flow-cancel = إلغاء
flow-go-on = متابعة
flow-step = الخطوة { $step } من { $of }

## كيف انتهت الخطوة

queued-here = محفوظ على هذا الجهاز، ويُرسل حالما تجيب العقدة.
nothing-changed = لم يتغير شيء.
step-failed = لم ينجح ذلك. حاول مرة أخرى.
missing = لا يمكن عرض هذا
missing-away = العقدة خارج المدى
missing-away-detail = لم يُقرأ هذا على هذا الجهاز من قبل. اقترب من عقدة المستودع ثم حاول مرة أخرى.
missing-retry = حاول مرة أخرى
confirm-yes = نعم، هذا صحيح
confirm-no = لا، رجوع
confirm-unusual = الكمية { $quantity } من { $sku } أكثر من المعتاد هنا ({ $usual }). هل هي فعلاً { $quantity }؟
confirm-unplaced = فقط { $unplaced } من { $sku } خارج المواقع. هل خُزّنت من قبل؟ هل هي فعلاً { $quantity }؟
confirm-unexpected = وصل أكثر من المتوقع أو شيء آخر: { $quantity } من { $sku }. هل هي موجودة فعلاً؟
advice-insufficient-stock = في السجلات أقل من ذلك هناك. انظر مرة أخرى أو اجرد الموقع.
advice-held-by-hub = هذه الوحدات موعودة في مكان آخر. اسأل المشرف.
advice-wrong-state = تقدمت المهمة. ارجع وافتحها من جديد.
advice-not-found = العقدة لا تعرف هذا. تحقق من الملصق.
advice-forbidden = دورك لا يسمح بذلك. اسأل المشرف.
advice-conflict = هذا مخصص لشيء آخر.
advice-fenced = على العقدة أن تتصل بالمركز أولاً. أبلغ المشرف.
advice-invalid-request = هناك خطأ. تحقق من الموقع والكمية.
advice-version-mismatch = سبقك شخص آخر. ارجع وافتحه من جديد.
advice-other = رفضت العقدة ذلك. لم يتغير شيء.

## خطأ

wrong-want-product = { $kind ->
    [bin] { $code } موقع. امسح منتجاً.
    [task] { $code } مهمة. امسح منتجاً.
    [order] { $code } طلب. امسح منتجاً.
    [sscc] { $code } طرد. امسح منتجاً.
    [operator] هذه بطاقة. امسح منتجاً.
   *[unknown] لا أحد هنا يعرف { $code }. امسح منتجاً أو استعلم عنه.
}
wrong-want-bin = { $kind ->
    [product] { $code } منتج. امسح موقعاً.
    [task] { $code } مهمة. امسح موقعاً.
    [order] { $code } طلب. امسح موقعاً.
    [sscc] { $code } طرد. امسح موقعاً.
    [operator] هذه بطاقة. امسح موقعاً.
   *[unknown] لا يوجد موقع { $code } هنا. امسح موقعاً.
}
wrong-want-tracking = { $kind ->
    [product] { $code } منتج. امسح رقم التتبع.
    [bin] { $code } موقع. امسح رقم التتبع.
   *[other] { $code } ليس رقم تتبع.
}
wrong-broken = { $code } تالف أو قُرئ خطأ. امسحه مرة أخرى.
wrong-bin = موقع خاطئ: { $scanned }. اذهب إلى { $expected }.
wrong-product = منتج خاطئ: { $scanned }. خذ { $expected }.
wrong-bin-first = امسح الموقع { $bin } أولاً. (تم مسح { $code })
wrong-no-bin-wanted = { $sku } ليس في أي موقع. امسح المنتج وليس { $bin }.
wrong-nothing-to-pick = لم يبق شيء لالتقاطه. { $code } يبقى مكانه.
wrong-too-many = { $units } من { $sku } كثير: المطلوب { $wanted }.
wrong-tote = { $code } ليس من هذه الصناديق: { $totes }.
wrong-zero = 0 ليست كمية هنا.
wrong-reference = أدخل رقم سند التسليم، من 1 إلى 128 حرفاً.
wrong-nothing-listed = القائمة فارغة بعد. امسح منتجاً.
wrong-no-such-bin = لا يوجد موقع { $bin } في هذا المستودع.
wrong-bin-blocked = { $bin } محظور. اختر موقعاً آخر.
wrong-not-in-bin = لا يوجد { $sku } في { $bin }.
wrong-more-than-in-bin = في { $bin } يوجد { $held } من { $sku } وليس { $quantity }.
wrong-quantity-first = الكمية أولاً ثم الموقع. (تم مسح { $code })
wrong-same-bin = البضاعة تخرج من { $bin }. امسح موقعاً آخر.
wrong-bound-already = { $code } له منتج من قبل.
wrong-finish-count = أكمل جرد { $sku } أولاً. (تم مسح { $code })
wrong-list-done = كل ما في هذه القائمة مجرود. (تم مسح { $code })
wrong-not-on-list = { $code } لا يُجرد هنا. اجرد { $expected }.
wrong-counted-already = { $sku } مجرود من قبل.
wrong-not-in-task = { $code } ليس من هذه المهمة.
wrong-packed-already = كل { $sku } في الطرود من قبل.
wrong-empty-parcel = الطرد فارغ. امسح ما يوضع فيه.
wrong-weight = أدخل الوزن بالغرام: من 1 إلى 1,500,000.
wrong-parcel = { $code } طرد لمهمة أخرى.
wrong-tracking = امسح رقم التتبع أو اكتبه، حتى 100 حرف.
wrong-nothing-to-ship = لم يُلتقط شيء يمكن أن يخرج.
wrong-bin-for = امسح موقع { $sku } أولاً. (تم مسح { $code })
wrong-arrived-already = وصل كل { $sku } من قبل.
wrong-more-than-sent = المتبقي وصوله من { $sku } هو { $wanted } وليس { $units }. استلم الباقي كتوريد.
wrong-no-such-task = { $code } ليس من هذه المهام.

## الأسباب

reason-other = شيء آخر
reason-words = بكلماتك
reason-empty = الموقع فارغ
reason-fewer = أقل مما في السجلات
reason-broken = مكسور
reason-other-product = منتج آخر في المكان
reason-dropped = سقط
reason-wet = ابتلّ
reason-torn = الغلاف ممزق
reason-expired = منتهي الصلاحية
reason-not-on-pallet = ليس على المنصة
reason-lost-on-way = فُقد في الطريق
reason-count-again = أعد الجرد
reason-wrong-bin-counted = جُرد موقع خاطئ

## البضاعة

units = { $units ->
    [zero] لا وحدات
    [one] وحدة واحدة
    [two] وحدتان
    [few] { $units } وحدات
    [many] { $units } وحدة
   *[other] { $units } وحدة
}
grams = غرام
weight = { $grams } غ
condition = الحالة
condition-available = سليم
condition-damaged = تالف
condition-quality_control = يحتاج فحصاً
handling-notes = تعامل بعناية
search-label = الاسم أو الرقم أو الرمز
search-hint = يكفي حرفان
search-take = استخدم هذا الرمز
search-away = البحث يحتاج العقدة. اكتب الرقم كاملاً.
search-none = لا نتائج عن «{ $text }»
search-found = المنتجات الموجودة
task-scan = امسح المهمة
task-transfer-out = تحويل إلى { $warehouse }
task-transfer-in = تحويل من { $warehouse }
task-order = الطلب { $order }
task-lines = { $lines ->
    [zero] لا بنود
    [one] بند واحد
    [two] بندان
    [few] { $lines } بنود
    [many] { $lines } بنداً
   *[other] { $lines } بند
}
task-urgent = عاجل { $priority }
task-begun = التُقط { $done } من { $units }
task-short = ناقص { $units }
task-state = { $state ->
    [open] مفتوحة
    [picking] قيد الالتقاط
    [packed] جاهزة للشحن
    [shipped] شُحنت
    [canceled] أُلغيت
    [short] لم يوجد شيء
   *[done] انتهت
}
paper-open = فتح: { $paper }
paper-save = حفظ
paper-failed = تعذر جلب المستند
paper-labels = ملصقات الطرود
paper-slip = قائمة التعبئة
paper-bin = ملصق الموقع

## استعلام

lookup-scan = امسح أي شيء
lookup-scan-detail = منتج أو موقع أو مهمة أو طلب أو طرد
lookup-again = امسح التالي
lookup-unknown = رمز مجهول
lookup-unknown-title = لا أحد هنا يعرف هذا الرمز
lookup-bind = لأي منتج هذا الباركود؟
lookup-bind-detail = ابحث عن المنتج، ومن ثم يُفهم مسحه في كل مكان.
lookup-bound = { $code } يعني الآن { $sku }.
lookup-bound-title = أُضيف الباركود
lookup-barcodes = الباركودات
lookup-bins = أين يوجد
lookup-unplaced = خارج المواقع
lookup-picked = مُلتقط
lookup-discrepancy = في المواقع أكثر مما في السجلات بمقدار { $units }: اجرده
lookup-never-stocked = لم يُخزَّن هنا قط.
lookup-task = المهمة
stock-on-hand = الموجود
stock-available = المتاح
stock-reserved = المحجوز
stock-promisable = القابل للوعد هنا
stock-quality-control = في مراقبة الجودة
stock-damaged = التالف
stock-incoming = في الطريق
bin-title = الموقع { $bin }
bin-zone = المنطقة { $zone }
bin-move = انقل منه
bin-blocked = محظور
bin-fill = الامتلاء
bin-empty = هذا الموقع فارغ
bin-contents = ما فيه

## الاستلام والمرتجعات

receive-free = بدون طلب شراء
receive-none = لا توريد متوقع
receive-none-detail = يمكن استلام البضاعة رغم ذلك.
receive-expected = المتوقع
receive-transfers = من مستودعات أخرى
receive-due = الموعد { $time }
receive-begun = بدأ
receive-return-of = مرتجع الطلب { $order }
receive-scan-note = امسح سند التسليم
receive-number = رقم السند
receive-scan = امسح منتجاً
receive-scan-more = تابع المسح، أو امسح الموقع
receive-quantity = الكمية
receive-finish = { $units ->
    [zero] لا شيء للتسجيل
    [one] سجّل وحدة واحدة
    [two] سجّل وحدتين
    [few] سجّل { $units } وحدات
    [many] سجّل { $units } وحدة
   *[other] سجّل { $units } وحدة
}
receive-into = في { $bin }
receive-counted = { $sku }: { $quantity }
receive-drop = استبعد
receive-list = إلى القائمة
receive-listed = في القائمة
receive-book = { $units ->
    [zero] لا شيء للتسجيل
    [one] سجّل وحدة واحدة
    [two] سجّل وحدتين
    [few] سجّل { $units } وحدات
    [many] سجّل { $units } وحدة
   *[other] سجّل { $units } وحدة
}
receive-book-complete = هذا كل شيء
receive-book-complete-hint = الناقص لن يأتي
receive-book-part = سجّل
receive-book-part-hint = الباقي سيأتي
receive-booked = { $units ->
    [zero] لم يُسجّل شيء
    [one] سُجّلت وحدة واحدة
    [two] سُجّلت وحدتان
    [few] سُجّلت { $units } وحدات
    [many] سُجّلت { $units } وحدة
   *[other] سُجّلت { $units } وحدة
}
receive-booked-title = تم التسجيل
receive-more = المزيد منه
receive-next = التالي
difference-over = زائد { $units }
difference-under = ناقص { $units }
difference-unordered = غير مطلوب: { $units }
difference-exact = كله موجود
return-scan = امسح المرتجع
return-scan-detail = رقم المرتجع أو رقم طلبه
return-none = لا مرتجع متوقع

## التخزين

putaway-scan-product = امسح ما يجب تخزينه
putaway-arrivals = بانتظار التخزين
putaway-product = { $sku }: الآن موقعه
putaway-unplaced = خارج المواقع: { $units }
putaway-scan-bin = امسح الموقع
putaway-suggested = مواقع مناسبة
putaway-bin = { $bin }: كم؟
putaway-other-bin = لم يُقترح { $bin }. كم؟
putaway-done = { $quantity } من { $sku } في { $bin }.
why-holds-it = موجود فيه من قبل
why-its-slot = مكانه المخصص
why-empty = فارغ
why-room = فيه متسع

## الالتقاط

pick-none = لا شيء لالتقاطه
pick-none-detail = تظهر المهام الجديدة هنا تلقائياً.
pick-scan-task = امسح مهمة أو اختر واحدة
pick-tasks = المهام
pick-waves = بدأت معاً
pick-wave = { $tasks ->
    [zero] لا مهام معاً
    [one] مهمة واحدة معاً
    [two] مهمتان معاً
    [few] { $tasks } مهام معاً
    [many] { $tasks } مهمة معاً
   *[other] { $tasks } مهمة معاً
}
pick-together = التقط عدة مهام معاً
pick-together-begin = { $tasks ->
    [zero] اختر مهاماً
    [one] ابدأ بمهمة واحدة
    [two] ابدأ بمهمتين
    [few] ابدأ بـ { $tasks } مهام
    [many] ابدأ بـ { $tasks } مهمة
   *[other] ابدأ بـ { $tasks } مهمة
}
pick-wave-made = { $tasks ->
    [zero] لا مهام تُلتقط معاً
    [one] مهمة واحدة تُلتقط معاً
    [two] مهمتان تُلتقطان معاً
    [few] { $tasks } مهام تُلتقط معاً
    [many] { $tasks } مهمة تُلتقط معاً
   *[other] { $tasks } مهمة تُلتقط معاً
}
pick-sort = إلى الصناديق
pick-sort-now = عند كل موقع
pick-sort-now-hint = صندوق لكل مهمة على العربة
pick-sort-later = في النهاية
pick-sort-later-hint = الكل في صندوق واحد ويُفرز على الطاولة
pick-bin-scans = امسح كل موقع قبل منتجاته
pick-title-wave = التقاط معاً
pick-scan-bin = اذهب إلى الموقع وامسحه
pick-scan-product = امسح كل وحدة
pick-scan-tote = امسح مهمة الصندوق أو تابع
pick-of = من { $wanted }
pick-no-bin = خارج المواقع
pick-share = صندوق { $tote }: { $quantity }
pick-at-bin = أنا هناك
pick-quantity = أدخل الكمية
pick-later = لاحقاً
pick-short = ناقص
pick-bin-right = { $bin } صحيح
pick-counted = { $units } من { $wanted } { $sku }
pick-counted-of = { $units } من { $wanted }
pick-done = التُقط { $units } من { $sku }
pick-short-done = أُبلغ عن نقص { $missing } من { $sku }
pick-short-what = هل ينقص { $missing } من { $sku }؟
pick-short-why = لماذا؟
pick-short-send = أبلغ عن نقص { $missing }
pick-put-off = { $sku } لاحقاً
pick-sharing = إلى الصناديق
pick-shared = تم
pick-tote = صندوق { $tote }
pick-tote-right = { $quantity } في الصندوق { $tote }
pick-over = تم الالتقاط
pick-over-good = التُقط كل شيء
pick-over-short = لم يوجد شيء منه
pick-over-missing = ناقص { $missing }، تم الإبلاغ
pick-next-task = المهمة التالية
pick-sort-out = افرز في الصناديق
pick-check-totes = في الصناديق

## التغليف والشحن

pack-none = لا شيء للتغليف
pack-none-detail = تأتي المهام هنا بعد التقاطها.
pack-not-picked = لم تُلتقط بعد
pack-not-picked-detail = التقطها كلها أولاً.
pack-shipped = شُحنت من قبل
pack-shipped-detail = لم يبق شيء للتغليف.
pack-parcel = الطرد { $parcel }
pack-scan = امسح ما يوضع فيه
pack-put = { $units } من { $sku } في الطرد
pack-rest = ضع الباقي كله
pack-weigh = أغلق وزِن
pack-in-parcel = في هذا الطرد
pack-empty = أخرج الكل
pack-left = بقي للتغليف
pack-weight = الوزن
pack-finish = تم
pack-next-parcel = الطرد التالي
pack-closed = أُغلق الطرد { $parcel }
pack-done = { $parcels ->
    [zero] لم يُغلف أي طرد
    [one] غُلّف طرد واحد
    [two] غُلّف طردان
    [few] غُلّفت { $parcels } طرود
    [many] غُلّف { $parcels } طرداً
   *[other] غُلّف { $parcels } طرد
}
pack-done-title = تم التغليف
pack-anew = غلّف من جديد
pack-number-later = العقدة تعطي الرقم
ship-none = لا شيء للشحن
ship-none-detail = تأتي المهام هنا بعد التقاط شيء منها.
ship-carrier = الناقل
ship-other = ناقل آخر
ship-scan-tracking = امسح رقم التتبع
ship-tracking = رقم التتبع
ship-tracked = رقم التتبع { $tracking }
ship-right-parcel = الطرد الصحيح. الآن رقم التتبع.
ship-leaves = يخرج الآن
ship-stays = يبقى { $units }
ship-part-hint = المس بنداً ليخرج منه أقل.
ship-how-many = كم يخرج؟
ship-send = خرجت
ship-part-send = خرج هذا الجزء
ship-done = تم الشحن
ship-part-done = خرج الجزء ويبقى الباقي هنا.
ship-done-title = تم الشحن
ship-done-detail = خرجت من سجلات هذا المستودع.
ship-next = التالي

## الجرد

count-none = لا قائمة للجرد
count-none-detail = أنشئ واحدة أو اجرد ما أمامك.
count-lists = القوائم
count-list-name = { $by ->
    [age] الأقدم جرداً
    [value] الأعلى قيمة
   *[both] مختلطة
} { $zone }
count-new-list = قائمة جديدة
count-by = ما الذي أولاً؟
count-by-age = ما لم يُجرد منذ أطول مدة
count-by-value = الأعلى قيمة
count-by-both = كلاهما
count-make-list = أنشئ قائمة من { $size }
count-list-made = القائمة جاهزة
count-free = اجرد شيئاً
count-scan-free = امسح موقعاً أو منتجاً
count-scan-free-detail = مع الموقع يُجرد ما فيه فقط
count-scan-product = امسح المنتج
count-how-many = امسح كل وحدة أو أدخل الكمية
count-bin = في { $bin }
count-product = { $sku }: كم؟
count-so-far = { $sku }: { $counted }
count-finish = هذا كل شيء
count-none-there = لا يمكن مسحه أو لا يوجد
count-done = { $sku }: جُرد { $counted }
count-awaits = { $sku }: جُرد { $counted }. ينظر فيه المشرف أولاً.
count-step = { $done } من { $of }
count-list-done = انتهت القائمة
count-list-done-title = { $lines ->
    [zero] لا بنود
    [one] جُرد بند واحد
    [two] جُرد بندان
    [few] جُردت { $lines } بنود كلها
    [many] جُرد { $lines } بنداً كلها
   *[other] جُرد { $lines } بند كلها
}
count-waiting = { $counts ->
    [zero] لا جرد ينتظر قرارك
    [one] جرد واحد ينتظر قرارك
    [two] جردان ينتظران قرارك
    [few] { $counts } عمليات جرد تنتظر قرارك
    [many] { $counts } عملية جرد تنتظر قرارك
   *[other] { $counts } عملية جرد تنتظر قرارك
}
count-waiting-title = بانتظار القرار
count-waiting-none = لا جرد ينتظر
count-by-whom = { $who }، { $time }
count-counted = المجرود
count-expected = في السجلات
count-difference = الفرق
count-approve = اعتمد
count-reject = ارفض
count-reject-why = لماذا؟
count-approved = اعتُمد: السجلات تتبع الجرد.
count-rejected = رُفض: تبقى السجلات.

## النقل

move-scan-from = امسح الموقع الذي تأخذ منه
move-scan-product = امسح المنتج
move-scan-to = امسح الموقع الذي تنقل إليه
move-from = من { $bin }
move-from-label = من
move-product = { $sku }: كم؟
move-other-bin = موقع آخر
move-done = { $quantity } من { $sku }: من { $from } إلى { $to }

## التالف والفحص

damage-found = أبلغ عن تالف
damage-found-hint = وحدات سليمة تصبح تالفة
damage-who = المشرف يبلغ عن التالف
damage-who-detail = ضع الوحدات جانباً وأخبر المشرف، وهو يبلغ عنها من أي جهاز. أثناء الالتقاط أبلغ عنها كناقصة.
damage-scan = امسح ما هو تالف
damage-scan-more = امسح كل وحدة
damage-product = { $sku }
damage-counted = { $sku }: { $quantity }
damage-go-on = { $quantity }: لماذا؟
damage-why = ماذا حدث؟
damage-send = { $quantity ->
    [zero] لا شيء للإبلاغ
    [one] أبلغ عن وحدة واحدة
    [two] أبلغ عن وحدتين
    [few] أبلغ عن { $quantity } وحدات
    [many] أبلغ عن { $quantity } وحدة
   *[other] أبلغ عن { $quantity } وحدة
}
damage-done = عُزل { $quantity } من { $sku } كتالف.
inspect = فحص
inspect-hint = قرر بشأن ما في مراقبة الجودة أو التالف
inspect-scan = امسح ما يجب فحصه
inspect-nothing = لا شيء منه ينتظر
inspect-nothing-detail = لا شيء منه في مراقبة الجودة أو تالف.
inspect-from = أيها؟
inspect-verdict = القرار ({ $units })
inspect-done = تقرر أمر { $quantity } من { $sku }.
verdict-available = سليم: يعود إلى المخزون
verdict-damaged = تالف: يُعزل
verdict-loss = مفقود: يُشطب

## التحويلات

transfer-in = واردة
transfer-out = صادرة
transfer-none = لا تحويلات
transfer-none-detail = تظهر التحويلات هنا حالما يرسلها المركز.
arrive-scan = امسح ما وصل
arrive-due = لم يصل بعد
arrive-missing-hint = ناقص؟ المسه.
arrive-missing-why = لماذا ينقص { $sku }؟
arrive-missing-send = أبلغ عن النقص
arrive-counted = { $sku }: { $quantity }
arrive-scan-bin = تابع المسح، أو امسح موقعه
arrive-no-bin = خزّنه لاحقاً
arrive-done = وصل { $quantity } من { $sku }.
arrive-missing-done = أُبلغ عن نقص { $missing } من { $sku }
arrive-over = وصل
arrive-over-title = اكتمل التحويل

## الملصقات

labels-scan = امسح موقعاً أو مهمة
labels-search = الموقع
labels-bins = المواقع
labels-none = لا يوجد موقع كهذا

## ما في قائمة الانتظار

action-pick = التقاط { $units } × { $sku }
action-short = نقص { $sku }: وُجد { $units } وينقص { $missing }
action-wave = { $tasks ->
    [zero] لا مهام معاً
    [one] التقاط مهمة واحدة معاً
    [two] التقاط مهمتين معاً
    [few] التقاط { $tasks } مهام معاً
    [many] التقاط { $tasks } مهمة معاً
   *[other] التقاط { $tasks } مهمة معاً
}
action-receive = { $units ->
    [zero] لا استلام ({ $reference })
    [one] استلام وحدة واحدة ({ $reference })
    [two] استلام وحدتين ({ $reference })
    [few] استلام { $units } وحدات ({ $reference })
    [many] استلام { $units } وحدة ({ $reference })
   *[other] استلام { $units } وحدة ({ $reference })
}
action-putaway = تخزين { $quantity } × { $sku } في { $bin }
action-move = نقل { $quantity } × { $sku }: من { $from } إلى { $to }
action-bind = الباركود { $code } للمنتج { $sku }
action-count = جرد { $sku }: { $counted }
action-count-list = إنشاء قائمة جرد
action-approve = اعتماد جرد
action-reject = رفض جرد
action-pack = { $parcels ->
    [zero] لا طرود
    [one] تغليف طرد واحد
    [two] تغليف طردين
    [few] تغليف { $parcels } طرود
    [many] تغليف { $parcels } طرداً
   *[other] تغليف { $parcels } طرد
}
action-ship = شحن { $task } مع { $carrier }
action-damage = تالف { $quantity } × { $sku }
action-inspect = { $verdict ->
    [available] الإفراج عن { $quantity } × { $sku }
    [damaged] عزل { $quantity } × { $sku } كتالف
   *[loss] شطب { $quantity } × { $sku }
}
action-arrive = تحويل: وصل { $quantity } × { $sku }
action-arrive-missing = تحويل: ينقص { $missing } × { $sku }
