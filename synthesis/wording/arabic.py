"""Arabic: six plural forms, the figures 0-9 throughout."""

from synthesis.wording.accounts import ARABIC as ACCOUNTS
from synthesis.wording.more_sheets import ARABIC as SHEETS
from synthesis.wording.table import Wording

FEW_TO, MANY_TO, HUNDRED = 10, 99, 100


def plural(n: int) -> str:
    if n <= 2:  # noqa: PLR2004
        return ("zero", "one", "two")[n]
    rest = n % HUNDRED
    if 2 < rest <= FEW_TO:  # noqa: PLR2004
        return "few"
    return "many" if FEW_TO < rest <= MANY_TO else "other"


def forms(one: str, two: str, few: str, many: str, other: str) -> dict[str, str]:
    return {"one": one, "two": two, "few": f"{{n}} {few}", "many": f"{{n}} {many}", "other": f"{{n}} {other}"}


PHRASES = {
    "span": "{first} – {last}",
    "moment": "{day}، {time} بتوقيت {city}",
    "moment_without_city": "{day}، {time} بالتوقيت العالمي",
    "extended": "مُدِّدت من {old} إلى {new}",
    "version": "النسخة {number}",
    "version_in_foot": "النسخة {number}",
    "with_sponsor": "بالتعاون مع {sponsor}",
    "page_of": "من {total}",
    "contents": "المحتويات",
    "about_consultation": "عن هذه المشاورة",
    "why": "لماذا سُئل الناس",
    "next": "ماذا بعد",
    "findings": "ما قاله الناس",
    "how": "كيف يُقرأ هذا التقرير",
    "numbers": "المشاورة بالأرقام",
    "method": "المنهج",
    "annex": "ملحق الشواهد",
    "about": "عن هذه الوثيقة",
    "notes": "الحواشي",
    "figure": "الشكل {number}.",
    "how_lead": "يجمع هذا التقرير ما كتبه الناس في مشاورة مفتوحة، ويبيّن عند كل نقطة كم صوتًا يقف وراءها.",
    "how_not_a_vote": "ليس تصويتًا",
    "how_not_a_vote_text": "لا يدّعي التقرير إجماعًا ولا إحاطة بكل شيء. يذكر ما قيل، وكم شخصًا قاله، ومن أين. "
    "ولا يعطي نسبًا مئوية أبدًا: فالناس اختاروا المشاركة، وهم لا يمثّلون مجتمعًا بأكمله.",
    "how_support": "سطر الاستناد",
    "how_support_text": "تحت كل نقطة سطر دقيق يعدّ المساهمات والأشخاص والبلدان. ولا يدخل في العدّ من أداروا "
    "المشاورة؛ فما كتبوه يُذكر على حدة. وتكرّر النقاط في الهامش عدد الأشخاص: النقطة "
    "المملوءة شخص تستند إليه الفكرة، والحلقة شخص يخالف الرأي.",
    "how_words": "كلمات للأعداد",
    "how_names": "الأسماء والأماكن",
    "how_names_text": "يظهر الناس بالاسم الذي اختاروه. والاسم المحجوب يُذكر بدلًا منه مجال العمل، ولا يُذكر "
    "البلد إلا إذا شارك منه ثلاثة أشخاص أو أكثر.",
    "how_languages": "اللغات",
    "how_languages_text": "تبقى الاقتباسات باللغة التي كُتبت بها، وتُذكر اللغة في الهامش. وحيث توجد ترجمة فهي "
    "تلي الاقتباس ويُذكر من ترجمها.",
    "how_back": "الرجوع إلى الأصل",
    "how_back_insights": "كل رقم مثل {number} يقود إلى ملحق الشواهد، ومنه إلى المساهمة على صفحة المشاورة "
    "حيث تبقى متاحة للقراءة.",
    "how_back_web": "كل رقم مثل {number} يقود إلى الفكرة نفسها على صفحة هذا التقرير في الويب "
    "ومعها المقاطع التي تستند إليها، ومنها إلى المساهمات.",
    "how_back_passages": "تحت كل اقتباس رقم مساهمته. وهو يقود إلى صفحة المشاورة حيث تُقرأ الكلمات في موضعها.",
    "words_one": "شخص واحد",
    "words_few": "بضعة أشخاص",
    "words_several": "عدة أشخاص",
    "words_many": "كثيرون",
    "words_few_range": "2 إلى 4",
    "words_several_range": "5 إلى 9",
    "words_many_range": "10 فأكثر",
    "support": "يستند إلى {contributions} من {people} في {countries}",
    "support_without_countries": "يستند إلى {contributions} من {people}",
    "support_only_team": "يستند إلى {contributions} من الفريق وحده",
    "support_nothing": "لا مساهمة تسنده بعد",
    "figures": "شارك {people} من {countries}. وبلغ مجموع ما كُتب، مع ما كتبه الفريق، {contributions}، وعدد "
    "اللغات {languages}.",
    "figures_without_team": "شارك {people} من {countries}، ومجموع ما كُتب {contributions}، وعدد اللغات "
    "{languages}.",
    "figures_empty": "لم يشارك أحد بعد.",
    "contributions_with_team": "{contributions} (منها {team} للفريق)",
    "counted_apart": "محسوب على حدة:",
    "counted_apart_text": "{people} من الفريق، وعدد ما كتبوه {contributions}. وهم ليسوا ضمن الأشخاص "
    "والبلدان المعدودين هنا. الأرقام كما هي في {moment}.",
    "counted_as_of": "الأرقام كما هي في {moment}.",
    "and_rooms": "وجرى النقاش في {rooms}.",
    "tagged": "قُرئت كاملة",
    "tagged_text": "مساهمات في هذا المحور لم يُفرد منها مقطع:",
    "contribution_number": "المساهمة {number}",
    "contribution_number_in_room": "{room}، المساهمة {number}",
    "by_team": "من الفريق",
    "translated_by": "الترجمة: {who}",
    "supports": "يؤيد",
    "differs": "يخالف",
    "context": "سياق",
    "annex_lead": "كل خلاصة مع المقاطع التي تسندها، بكلمات أصحابها ولغتهم. وتقود الأرقام إلى المساهمة على "
    "صفحة المشاورة.",
    "annex_number": "رقم",
    "annex_who": "من",
    "annex_passage": "المقطع",
    "annex_stance": "الموقف",
    "chart_weeks": "أسبوعًا بأسبوع",
    "chart_weeks_note": "{contributions} في {weeks}",
    "chart_weeks_added": "{count} من {total} مساهمة وردت في المدة المضافة حين نُقل الإغلاق إلى {day} (العمود "
    "المفرغ)",
    "chart_languages": "اللغات",
    "chart_languages_head": "لغة الكتابة",
    "chart_languages_note": "{language}: {count} من {total} مساهمة؛ الأعمدة تمثل المساهمات",
    "chart_questions": "الأسئلة",
    "chart_questions_head": "السؤال",
    "chart_questions_note": "قد تجيب المساهمة الواحدة عن أكثر من سؤال؛ الأعمدة تمثل المساهمات",
    "chart_countries": "البلدان",
    "chart_countries_head": "البلد",
    "chart_countries_note": "لا يُسمّى بلد إلا بثلاثة أشخاص فأكثر؛ الأعمدة تمثل الأشخاص",
    "chart_organisations": "الجهات",
    "chart_organisations_head": "نوع الجهة",
    "chart_organisations_note": "كما ذكرها المشاركون؛ الأعمدة تمثل الأشخاص",
    "chart_people": "الأشخاص",
    "chart_contributions": "المساهمات",
    "chart_weeks_head": "الأسبوع",
    "others": "أخرى ({n})",
    "method_lead": "أُعدّ التقرير من مقاطع علّمها المشرفون في المساهمات ورتّبوها بحسب المحور.",
    "method_asked": "متى",
    "method_asked_text": "كانت المشاورة مفتوحة من {first} إلى {last}.",
    "method_extended_text": "كان مقررًا إغلاقها في {old}، ثم نُقل الموعد إلى {new}.",
    "method_extended_because": "كان مقررًا إغلاقها في {old}، ثم نُقل الموعد إلى {new}. السبب المذكور: "
    "{reason}.",
    "method_who": "من",
    "method_counting": "العدّ",
    "method_counting_text": "يُحسب الشخص مرة واحدة وراء كل نقطة مهما كتب. ولا تُعدّ المساهمات المخفية أو "
    "المسحوبة. الأرقام كما هي في {moment}.",
    "method_words": "الكلمات",
    "method_words_text": "تُطبع المقاطع حرفيًا كما تركها أصحابها في ذلك الحين. وتُبيَّن التغييرات اللاحقة على "
    "صفحة المشاورة.",
    "about_title": "العنوان",
    "about_version": "النسخة",
    "about_published": "{number}، نُشرت في {day}. {changes}",
    "about_first": "النسخة الأولى: لم يُصحَّح شيء بعد.",
    "about_draft": "{label}، أُعدّت في {day}. لم تُنشر بعد.",
    "about_cite": "صيغة الإحالة",
    "about_address": "أحدث نسخة دائمًا على",
    "about_formats": "صيغ أخرى",
    "about_formats_text": "صفحة ويب و PDF و Word و Excel و CSV و JSON، بالأرقام نفسها وعلى العنوان نفسه",
    "about_snapshot": "حالة البيانات",
    "about_snapshot_text": "{moment} · {contributions}، {people}، {countries}",
    "about_checksum": "البصمة الرقمية",
    "about_checksum_text": "SHA-256 لحالة البيانات",
    "about_accessibility": "إتاحة الوصول",
    "about_accessibility_text": "ملف PDF موسوم (PDF/UA-1)، ولغة كل مقطع مبيّنة، وكل الأشكال موصوفة",
    "about_questions": "للأسئلة",
    "about_licence": "الترخيص",
    "about_licence_text": "النص: {licence}. وتبقى المساهمات لأصحابها.",
    "about_cover": "الغلاف",
}

PLURALS = {
    "people": forms("شخص واحد", "شخصين", "أشخاص", "شخصًا", "شخص"),
    "team_people": forms("شخص واحد", "شخصان", "أشخاص", "شخصًا", "شخص"),
    "people_figures": forms("شخص واحد", "شخصان", "أشخاص", "شخصًا", "شخص"),
    "contributions": forms("مساهمة واحدة", "مساهمتين", "مساهمات", "مساهمة", "مساهمة"),
    "contributions_figures": forms("مساهمة واحدة", "مساهمتان", "مساهمات", "مساهمة", "مساهمة"),
    "countries": forms("بلد واحد", "بلدين", "بلدان", "بلدًا", "بلد"),
    "countries_figures": forms("بلد واحد", "بلدان اثنان", "بلدان", "بلدًا", "بلد"),
    "languages": {"other": "{n}"},
    "rooms": forms("غرفة واحدة", "غرفتين", "غرف", "غرفة", "غرفة"),
    "weeks": forms("أسبوع واحد", "أسبوعين", "أسابيع", "أسبوعًا", "أسبوع"),
    "by_team": forms(
        "مساهمة واحدة من الفريق",
        "مساهمتان من الفريق",
        "مساهمات من الفريق",
        "مساهمة من الفريق",
        "مساهمة من الفريق",
    ),
    "differs": forms(
        "شخص واحد يخالف الرأي",
        "شخصان يخالفان الرأي",
        "أشخاص يخالفون الرأي",
        "شخصًا يخالفون الرأي",
        "شخص يخالفون الرأي",
    ),
    "themes": forms("محور واحد", "محوران", "محاور", "محورًا", "محور"),
    "insights": forms("خلاصة واحدة", "خلاصتان", "خلاصات", "خلاصة", "خلاصة"),
    "passages": forms("مقطع واحد", "مقطعان", "مقاطع", "مقطعًا", "مقطع"),
    "people_word": {"one": "شخص", "two": "شخصان", "few": "أشخاص", "many": "شخصًا", "other": "شخص"},
    "contributions_word": {"two": "مساهمتان", "few": "مساهمات", "other": "مساهمة"},
    "countries_word": {"one": "بلد", "two": "بلدان", "few": "بلدان", "many": "بلدًا", "other": "بلد"},
    "languages_word": {"two": "لغتان", "few": "لغات", "other": "لغة"},
}

ARABIC = Wording(
    language="ar",
    direction="rtl",
    plural=plural,
    phrases={**PHRASES, **SHEETS, **ACCOUNTS[0]},
    plurals={**PLURALS, **ACCOUNTS[1]},
    number_words=(),
    months=[
        "يناير",
        "فبراير",
        "مارس",
        "أبريل",
        "مايو",
        "يونيو",
        "يوليو",
        "أغسطس",
        "سبتمبر",
        "أكتوبر",
        "نوفمبر",
        "ديسمبر",
    ],
    short_months=[
        "يناير",
        "فبراير",
        "مارس",
        "أبريل",
        "مايو",
        "يونيو",
        "يوليو",
        "أغسطس",
        "سبتمبر",
        "أكتوبر",
        "نوفمبر",
        "ديسمبر",
    ],
    quotes=("«", "»"),
    day="{day} {month} {year}",
    day_without_year="{day} {month}",
    day_short="{day} {month}",
    thousands=",",
    comma="، ",
)
