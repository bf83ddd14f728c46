"""Words for what became of the contributions, and for what came from outside the consultation, by language.

Each language has (phrases, plurals).
"""

type Accounts = tuple[dict[str, str], dict[str, dict[str, str]]]

ENGLISH: Accounts = (
    {
        "share": "{total}, {parts}.",
        "share_label": "What became of them",
        "share_text": "What the team wrote is not among them. A contribution in nearly the words of another "
        "shares its place.",
        "outside": "From outside the consultation",
        "outside_of": "From outside the consultation: {source} ({of}).",
        "outside_plain": "From outside the consultation: {source}.",
        "outside_text": "Some points also rest on what nobody posted here. It is named with its source and "
        "never counted.",
        "outside_webinar": "live webinar",
        "outside_letter": "letter",
        "outside_interview": "interview",
        "outside_document": "document",
    },
    {
        "share_of": {"one": "Of {n} contribution", "other": "Of {n} contributions"},
        "share_used": {"one": "{n} is used", "other": "{n} are used"},
        "share_considered": {"other": "{n} considered under themes"},
        "share_same": {"one": "{n} grouped as a duplicate", "other": "{n} grouped as duplicates"},
        "share_out": {"other": "{n} out of scope"},
        "share_open": {"other": "{n} still open"},
    },
)
FRENCH: Accounts = (
    {
        "share": "{total}, {parts}.",
        "share_label": "Ce qu’elles sont devenues",
        "share_text": "Celles de l’équipe n’en font pas partie. Une contribution presque mot pour mot "
        "semblable à une autre partage sa place.",
        "outside": "Hors de la consultation",
        "outside_of": "Hors de la consultation : {source} ({of}).",
        "outside_plain": "Hors de la consultation : {source}.",
        "outside_text": "Certains points reposent aussi sur ce que personne n’a écrit ici. La source en est "
        "nommée et n’est jamais comptée.",
        "outside_webinar": "webinaire en direct",
        "outside_letter": "lettre",
        "outside_interview": "entretien",
        "outside_document": "document",
    },
    {
        "share_of": {"one": "Sur {n} contribution", "other": "Sur {n} contributions"},
        "share_used": {"one": "{n} est utilisée", "other": "{n} sont utilisées"},
        "share_considered": {
            "one": "{n} prise en compte sous des thèmes",
            "other": "{n} prises en compte sous des thèmes",
        },
        "share_same": {"one": "{n} regroupée comme doublon", "other": "{n} regroupées comme doublons"},
        "share_out": {"other": "{n} hors sujet"},
        "share_open": {"one": "{n} encore ouverte", "other": "{n} encore ouvertes"},
    },
)
SPANISH: Accounts = (
    {
        "share": "{total}, {parts}.",
        "share_label": "Qué fue de ellas",
        "share_text": "Las del equipo no están entre ellas. Una contribución casi con las mismas palabras "
        "que otra comparte su lugar.",
        "outside": "De fuera de la consulta",
        "outside_of": "De fuera de la consulta: {source} ({of}).",
        "outside_plain": "De fuera de la consulta: {source}.",
        "outside_text": "Algunos puntos se apoyan también en lo que nadie publicó aquí. Se nombra su fuente "
        "y nunca se cuenta.",
        "outside_webinar": "seminario web en directo",
        "outside_letter": "carta",
        "outside_interview": "entrevista",
        "outside_document": "documento",
    },
    {
        "share_of": {"one": "De {n} contribución", "other": "De {n} contribuciones"},
        "share_used": {"one": "{n} se usa", "other": "{n} se usan"},
        "share_considered": {
            "one": "{n} se consideró en los temas",
            "other": "{n} se consideraron en los temas",
        },
        "share_same": {"one": "{n} se agrupó como duplicada", "other": "{n} se agruparon como duplicadas"},
        "share_out": {"one": "{n} queda fuera del alcance", "other": "{n} quedan fuera del alcance"},
        "share_open": {"one": "{n} sigue abierta", "other": "{n} siguen abiertas"},
    },
)
ARABIC: Accounts = (
    {
        "share": "{total} {parts}.",
        "share_label": "ما آلت إليه",
        "share_text": "ليست مساهمات الفريق من بينها. والمساهمة التي تكاد تطابق غيرها لفظًا تشاركها مكانها.",
        "outside": "من خارج المشاورة",
        "outside_of": "من خارج المشاورة: {source} ({of}).",
        "outside_plain": "من خارج المشاورة: {source}.",
        "outside_text": "تستند بعض النقاط أيضًا إلى ما لم ينشره أحد هنا. ويُذكر مصدره ولا يُعدّ أبدًا.",
        "outside_webinar": "ندوة مباشرة عبر الإنترنت",
        "outside_letter": "رسالة",
        "outside_interview": "مقابلة",
        "outside_document": "وثيقة",
    },
    {
        "share_of": {
            "one": "من مساهمة واحدة",
            "two": "من مساهمتين",
            "few": "من {n} مساهمات",
            "other": "من {n} مساهمة",
        },
        "share_used": {"other": "استُخدم {n}"},
        "share_considered": {"other": "نُظر في {n} ضمن المحاور"},
        "share_same": {"other": "جُمع {n} لتكراره"},
        "share_out": {"other": "بقي {n} خارج النطاق"},
        "share_open": {"other": "ما زال {n} مفتوحًا"},
    },
)
RUSSIAN: Accounts = (
    {
        "share": "{total} {parts}.",
        "share_label": "Что с ними стало",
        "share_text": "Написанного командой среди них нет. Отклик почти в тех же словах, что и другой, "
        "делит с ним место.",
        "outside": "Не из консультации",
        "outside_of": "Не из консультации: {source} ({of}).",
        "outside_plain": "Не из консультации: {source}.",
        "outside_text": "Некоторые пункты опираются и на то, чего здесь никто не писал. Источник назван и "
        "никогда не считается.",
        "outside_webinar": "прямой эфир",
        "outside_letter": "письмо",
        "outside_interview": "интервью",
        "outside_document": "документ",
    },
    {
        "share_of": {"one": "Из {n} отклика", "other": "Из {n} откликов"},
        "share_used": {"other": "использовано {n}"},
        "share_considered": {"other": "рассмотрено в темах {n}"},
        "share_same": {"other": "объединено как повторы {n}"},
        "share_out": {"other": "вне рамок {n}"},
        "share_open": {"other": "ещё открыто {n}"},
    },
)
CHINESE: Accounts = (
    {
        "share": "{total}，{parts}。",
        "share_label": "发言的去向",
        "share_text": "工作团队所写不在其中。与另一条发言几乎同文者，与之同列。",
        "outside": "征询之外",
        "outside_of": "征询之外：{source}（{of}）。",
        "outside_plain": "征询之外：{source}。",
        "outside_text": "有些要点还依据并非在此发表的内容。其来源均已注明，从不计数。",
        "outside_webinar": "网络直播研讨会",
        "outside_letter": "信函",
        "outside_interview": "访谈",
        "outside_document": "文件",
    },
    {
        "share_of": {"other": "{n} 条发言中"},
        "share_used": {"other": "采用 {n} 条"},
        "share_considered": {"other": "在主题下考虑 {n} 条"},
        "share_same": {"other": "作为重复归并 {n} 条"},
        "share_out": {"other": "不在范围内 {n} 条"},
        "share_open": {"other": "尚待处理 {n} 条"},
    },
)
