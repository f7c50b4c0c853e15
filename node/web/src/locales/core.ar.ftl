# ما تقوله نواة الجهاز. بإيجاز، كما يقال في المستودع.

back = رجوع
cancel = إلغاء
close = إغلاق
loading = لحظة من فضلك…
progress = التقدم
try-again = حاول مرة أخرى
try-now = حاول الآن
done-of = { $done } من { $of }
stale = آخر ما نعرفه { $time }
nothing-here = لا شيء هنا
nothing-here-detail = لا توجد شاشة بهذا العنوان. عد إلى البداية.
not-allowed = ليس ضمن صلاحياتك
not-allowed-detail = اسأل المشرف إن احتجت إليه.
part-missing = هذا الجزء ليس على الجهاز بعد
part-missing-detail = اقترب من نطاق عقدة المستودع ثم حاول مرة أخرى.
language = اللغة
mood-good = صحيح
mood-check = تحقق
mood-wrong = خطأ

## المسح

scan-wrong = مسح خاطئ
scan-was = الممسوح
scan-expected = المتوقع
scan-camera = الكاميرا
scan-camera-close = أغلق الكاميرا
scan-type = اكتبه
scan-type-close = ألغ الكتابة
scan-code = الرمز على الملصق
scan-take = اعتماد
camera-view = صورة الكاميرا
camera-opening = جار فتح الكاميرا…
camera-light = تشغيل الضوء
camera-dark = إطفاء الضوء
camera-none = لا يمكن استخدام الكاميرا
camera-insecure-detail = لا تسمح المتصفحات بالكاميرا إلا في الصفحات الآمنة. افتح الجهاز عبر HTTPS، وصفحة الثقة تشرح كيف.
camera-denied-detail = لم يُسمح بالكاميرا. اسمح بها لهذه الصفحة في إعدادات المتصفح أو اكتب الرمز.
camera-busy-detail = تطبيق آخر يستخدم الكاميرا. أغلقه ثم حاول مرة أخرى.
camera-none-detail = لم نجد كاميرا. اكتب الرمز أو استخدم ماسحا.
camera-trust = كيف تثق بهذه العقدة

## الكمية

pad-quantity = الكمية
pad-units = { $count ->
    [zero] وحدة
    [one] وحدة
    [two] وحدتان
    [few] وحدات
    [many] وحدة
   *[other] وحدة
}
pad-most = { $max } على الأكثر
pad-too-many = أكثر من { $max }
pad-less = أقل بواحد
pad-more = أكثر بواحد
pad-erase = مسح
pad-done = تم

## البداية

home-tasks = المهام
home-device = هذا الجهاز
home-nothing = لا شيء لك هنا
home-nothing-detail = دورك ({ $role }) لا مهام له. اسأل المشرف.

## الحال الآن

banners = رسائل
banner-look = عرض
banner-refused = { $count ->
    [zero] لم تُرفض أي عملية.
    [one] رُفضت عملية واحدة وتنتظر قرارك.
    [two] رُفضت عمليتان وتنتظران قرارك.
    [few] رُفضت { $count } عمليات وتنتظر قرارك.
    [many] رُفضت { $count } عملية وتنتظر قرارك.
   *[other] رُفضت { $count } عملية وتنتظر قرارك.
}
banner-node = عقدة المستودع خارج النطاق منذ { $time }.
banner-node-waiting = { $count ->
    [zero] لا شيء ينتظر هنا.
    [one] عملية واحدة تنتظر هنا.
    [two] عمليتان تنتظران هنا.
    [few] { $count } عمليات تنتظر هنا.
    [many] { $count } عملية تنتظر هنا.
   *[other] { $count } عملية تنتظر هنا.
}
banner-hub = المركز خارج النطاق منذ { $time }.
banner-hub-waiting = { $count ->
    [zero] لا شيء ينتظره.
    [one] تغيير واحد ينتظره.
    [two] تغييران ينتظرانه.
    [few] { $count } تغييرات تنتظره.
    [many] { $count } تغييرا ينتظره.
   *[other] { $count } تغيير ينتظره.
}
node-well = عقدة المستودع: في النطاق
node-away = عقدة المستودع: خارج النطاق
hub-well = المركز: في النطاق
hub-away = المركز: خارج النطاق
dots-waiting = { $count ->
    [zero] لا شيء في قائمة الانتظار
    [one] عملية واحدة في قائمة الانتظار
    [two] عمليتان في قائمة الانتظار
    [few] { $count } عمليات في قائمة الانتظار
    [many] { $count } عملية في قائمة الانتظار
   *[other] { $count } عملية في قائمة الانتظار
}
link-node = عقدة المستودع
link-node-well = في النطاق
link-hub = المركز
link-hub-well = في النطاق
link-unknown = غير معروف بعد
update-ready = إصدار جديد جاهز.
update-now = استخدمه الآن

## قائمة الانتظار

waiting-title = قائمة الانتظار
waiting-step = { $count ->
    [0] لا شيء ينتظر
    [one] عملية واحدة
    [two] عمليتان
    [few] { $count } عمليات
    [many] { $count } عملية
   *[other] { $count } عملية
}
waiting-none = لا شيء ينتظر
waiting-none-detail = كل ما تم هنا وصل إلى عقدة المستودع.
waiting-refused = تنتظر قرارك
waiting-waiting = تنتظر العقدة
pause-unreachable = العقدة خارج النطاق
pause-unreachable-detail = واصل العمل. ما تفعله محفوظ هنا ويُرسل بالترتيب حالما تجيب العقدة.
pause-sign-in = سجل الدخول للإرسال
pause-sign-in-detail = العمليات في أمان. تُرسل عندما يسجل أحد دخوله.
pause-busy = العقدة مشغولة
pause-busy-detail = طلبت الانتظار قليلا. تُرسل العمليات من تلقاء نفسها.
pause-fenced = العقدة موقوفة
pause-fenced-detail = على المركز أن يسمح لها بالعمل. أبلغ المشرف، والعمليات هنا في أمان.
pause-trouble = في العقدة مشكلة
pause-trouble-detail = أجابت بخطأ من عندها. تعاد المحاولة تلقائيا، وإن استمر ذلك فأبلغ المشرف.
action-state-sending = تُرسل
action-state-waiting = تنتظر
action-state-held = موقوفة
action-state-refused = مرفوضة
action-by = { $who }، { $time }
action-tries = { $count ->
    [zero] لم تُجرب بعد.
    [one] جُربت مرة واحدة.
    [two] جُربت مرتين.
    [few] جُربت { $count } مرات.
    [many] جُربت { $count } مرة.
   *[other] جُربت { $count } مرة.
}
action-held = تنتظر لأن عملية قبلها في المهمة نفسها رُفضت. احسم تلك أولا.
action-confirm = صحيحة، أرسلها
action-again = أرسل مرة أخرى
action-discard = تجاهلها
discard-title = أتتجاهل هذه العملية؟
discard-detail = لن تصل «{ $what }» إلى العقدة أبدا. ما تم في المستودع يبقى كما هو: أبلغ المشرف إن تغير المخزون.
discard-no = أبقها
history-title = { $count ->
    [zero] لا قرارات
    [one] قرار واحد
    [two] قراران
    [few] { $count } قرارات
    [many] { $count } قرارا
   *[other] { $count } قرار
}
history-again = أعاد إرسالها { $who }، { $time }
history-confirmed = أكدها وأرسلها { $who }، { $time }
history-discarded = تجاهلها { $who }، { $time }
refusal-confirmation-required = الكمية غير معتادة. إن كانت صحيحة فأرسلها كما هي، وإلا فتجاهلها وأدخلها من جديد.
refusal-insufficient-stock = في الدفاتر أقل مما يلزم هنا. عد محتوى الموقع أو تجاهل العملية.
refusal-held-by-hub = هذه الوحدات موعود بها في مكان آخر. اسأل المشرف أو تجاهل العملية.
refusal-wrong-state = تقدمت المهمة في هذه الأثناء. انظر إليها، فإن كانت منجزة فتجاهل هذه العملية.
refusal-invalid-request = فيها شيء غير صحيح. تجاهلها وأدخلها من جديد.
refusal-not-found = لم يعد موجودا. تجاهل هذه العملية.
refusal-version-mismatch = غيّره شخص آخر في هذه الأثناء. انظر إليه ثم أرسل مرة أخرى أو تجاهل.
refusal-forbidden = لا يحق هذا لمن سجل الدخول. ليسجل المشرف دخوله ثم أرسل مرة أخرى.
refusal-device-changed = رُبط هذا الجهاز من جديد قبل وصول الجواب. تحقق هل احتُسبت، ولا ترسلها مرة أخرى إلا إن لم تُحتسب.
refusal-other = اسأل المشرف ثم أرسل مرة أخرى أو تجاهل.

## الربط

pair-title = اربط هذا الجهاز
pair-lead = هذا الجهاز لا يتبع أي مستودع بعد. يفتح المشرف «الأشخاص والأجهزة» على جهاز آخر ويعرض رمزا.
pair-scan = امسح رمز الربط
pair-busy = جار الربط…
pair-by-key = ألصق مفتاحا بدلا منه
pair-by-code = استخدم رمز الربط
pair-key = مفتاح الجهاز
pair-key-hint = كما يطبعه أمر pair في العقدة، ويبدأ بالحروف hf_.
pair-key-save = استخدم هذا المفتاح
pair-no-code = هذا ليس رمز ربط
pair-no-code-detail = الممسوح: { $said }. امسح الرمز الظاهر على شاشة المشرف.
pair-code-gone = هذا الرمز لم يعد صالحا
pair-code-gone-detail = يصلح الرمز مرة واحدة ولوقت قصير. اطلب رمزا جديدا.
pair-key-unknown = العقدة لا تعرف هذا المفتاح
pair-key-unknown-detail = تحقق من أنه كامل ومن أنه من عقدة هذا المستودع.
pair-refused = رُفض الربط
pair-away-detail = تحقق من الشبكة ثم امسح الرمز مرة أخرى.
pair-shut-out = أُوقف هذا الجهاز
pair-shut-out-detail = لم يعد مفتاحه صالحا. اطلب من المشرف ربطه من جديد. ما ينتظر هنا يبقى محفوظا.
pair-anew = أتربط هذا الجهاز من جديد؟
pair-anew-is = هو مربوط باسم { $name }.
pair-anew-waiting = { $count ->
    [zero] لا شيء ينتظر هنا.
    [one] ما زالت عملية واحدة تنتظر هنا. بعد الربط يجب أن ينظر إليها أحد، وإلا فقد تُحتسب مرتين.
    [two] ما زالت عمليتان تنتظران هنا. بعد الربط يجب أن ينظر أحد إلى كل منهما، وإلا فقد تُحتسب مرتين.
    [few] ما زالت { $count } عمليات تنتظر هنا. بعد الربط يجب أن ينظر أحد إلى كل منها، وإلا فقد تُحتسب مرتين.
    [many] ما زالت { $count } عملية تنتظر هنا. بعد الربط يجب أن ينظر أحد إلى كل منها، وإلا فقد تُحتسب مرتين.
   *[other] ما زالت { $count } عملية تنتظر هنا. بعد الربط يجب أن ينظر أحد إلى كل منها، وإلا فقد تُحتسب مرتين.
}
pair-anew-yes = اربط من جديد
pair-again = ربط من جديد
too-often = محاولات كثيرة
too-often-detail = حاول مرة أخرى بعد { $seconds } ث.

## تسجيل الدخول

sign-in-title = تسجيل الدخول
sign-in-badge = امسح بطاقتك
sign-in-name = أو اختر اسمك
sign-in-do = دخول
sign-in-away = العقدة خارج النطاق
sign-in-away-detail = تسجيل الدخول يحتاج إلى عقدة المستودع. اقترب من شبكة Wi-Fi ثم حاول مرة أخرى.
sign-in-unknown = غير مطابق
sign-in-unknown-detail = البطاقة أو الرقم السري غير صحيح. حاول مرة أخرى أو اسأل المشرف.
sign-in-locked = مقفل للحظات
sign-in-locked-detail = محاولات خاطئة كثيرة. حاول مرة أخرى بعد { $seconds } ث.
sign-in-refused = رُفض تسجيل الدخول
sign-out = تسجيل الخروج
pin-step = الرقم السري
pin-label = الرقم السري
pin-digits = { $count ->
    [zero] لا أرقام
    [one] رقم واحد
    [two] رقمان
    [few] { $count } أرقام
    [many] { $count } رقما
   *[other] { $count } رقم
}

## الأشخاص والأجهزة

people-title = الأشخاص والأجهزة
operators-title = الأشخاص
operators-none = لا أحد معروف هنا بعد
operator-add = أضف شخصا
operator-new = شخص جديد
operator-name = الاسم
operator-role = الدور
operator-badge = امسح البطاقة
operator-pin = الرقم السري
operator-pin-hint = من 4 إلى 12 رقما. اتركه فارغا كي لا يتغير شيء.
operator-has-badge = بطاقة
operator-has-pin = رقم سري
operator-no-proof = لا يمكنه الدخول
operator-save = حفظ
operator-revoke = إيقاف
operator-revoke-title = أتوقف { $name }؟
operator-revoke-detail = تنتهي الجلسات المفتوحة فورا. لا يمكن التراجع عن ذلك.
role-viewer = مطّلع
role-viewer-hint = يستعلم فقط
role-worker = عامل
role-worker-hint = يستلم ويلتقط ويعد ويشحن
role-supervisor = مشرف
role-supervisor-hint = يعدل المخزون أيضا ويسمح بدخول الأشخاص
role-admin = مدير
role-admin-hint = كل شيء
role-terminal = جهاز مشترك
role-terminal-hint = يسجل الأشخاص دخولهم عليه
role-device-hint = يعمل دون تسجيل دخول
devices-title = الأجهزة
device-title = الجهاز
device-name = اسم الجهاز
device-none = غير مربوط
device-role = ما الغرض من الجهاز؟
device-warehouse = المستودع
device-version = الإصدار
device-offline = بدون العقدة
device-storage = التخزين
device-trust = الثقة وHTTPS
device-this = هذا الجهاز
device-revoke = إيقاف
device-revoke-title = أتوقف { $name }؟
device-revoke-detail = لن يستطيع الجهاز فعل شيء بعدها. يمكن ربطه من جديد.
pair-device-title = اربط جهازا
pair-device-begin = اعرض الرمز
pair-device-name-hint = كما هو مكتوب عليه، مثل Terminal 7
pair-code-title = ربط { $name }
pair-code-how = امسح هذا بالجهاز الجديد. يصلح مرة واحدة حتى { $time }.
pair-code-qr = رمز QR للربط
pair-code-waiting = في انتظار الجهاز…
pair-code-claimed = رُبط { $name }
change-refused = لم يُحفظ
change-forbidden = لا يحق لك ذلك. لا يمنح الدور إلا من يملكه.
change-away = العقدة خارج النطاق. ليس مؤكدا أن شيئا تغير، فحاول مرة أخرى عندما تجيب.

## الإعدادات

settings-title = الإعدادات
settings-more = المزيد
settings-person = سجل { $name } ({ $role }) دخوله.
settings-until = تنتهي الجلسة عند { $time }.
theme = المظهر
theme-system = مثل الجهاز
theme-light = فاتح
theme-dark = داكن
sound = الصوت: { $percent }٪
sound-mute = الصوت: صامت
offline-starting = جار التحضير…
offline-ready = يفتح التطبيق
offline-insecure = يحتاج إلى HTTPS (انظر الثقة)
offline-unsupported = ليس في هذا المتصفح
offline-failed = تعذر إعداده
storage-kept = محفوظ دائما
storage-may-go = قد يفرغه المتصفح
storage-keep = احفظه دائما

## تجربة الماسح

scanner-title = الماسح
scanner-try = امسح أي شيء
scanner-by-wedge = قرأه الماسح
scanner-by-camera = قرأته الكاميرا
scanner-by-typed = كُتب باليد
scanner-kind = هذا
scanner-broken = غير صحيح
scanner-no-keys = تظهر هنا المفاتيح التي تصل.
scanner-keys = { $count ->
    [zero] لا مفاتيح
    [one] مفتاح واحد
    [two] مفتاحان
    [few] { $count } مفاتيح
    [many] { $count } مفتاحا
   *[other] { $count } مفتاح
}
scanner-key = المفتاح
scanner-code = مكانه
scanner-gap = م.ث
scanner-settings = إعدادات الماسح
scanner-prefix = البادئة
scanner-prefix-hint = ما يرسله الماسح قبل كل رمز، ويُحذف.
scanner-suffix = ينتهي الرمز بـ
scanner-suffix-any = Enter أو Tab أو توقف
scanner-suffix-enter = Enter
scanner-suffix-tab = Tab
scanner-suffix-pause = توقف
scanner-speed = السرعة
scanner-speed-35 = سريع، حتى { $ms } م.ث للمفتاح
scanner-speed-60 = بلوتوث، حتى { $ms } م.ث للمفتاح
scanner-speed-100 = بطيء، حتى { $ms } م.ث للمفتاح
scanner-layout = لوحة مفاتيح الماسح
scanner-layout-device = مثل الجهاز
scanner-layout-us = أمريكية
scanner-reset = كما سُلّم
kind-product = منتج
kind-bin = موقع
kind-task = مهمة
kind-order = طلب
kind-sscc = طرد (SSCC)
kind-operator = بطاقة
kind-unknown = غير معروف
