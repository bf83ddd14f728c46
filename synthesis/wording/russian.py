"""Russian."""

from synthesis.wording.accounts import RUSSIAN as ACCOUNTS
from synthesis.wording.more_sheets import RUSSIAN as SHEETS
from synthesis.wording.table import Wording


def plural(n: int) -> str:
    tens, units = n % 100, n % 10
    if units == 1 and tens != 11:  # noqa: PLR2004
        return "one"
    return "few" if units in {2, 3, 4} and tens not in {12, 13, 14} else "many"


def forms(one: str, few: str, many: str) -> dict[str, str]:
    return {"one": f"{{n}} {one}", "few": f"{{n}} {few}", "other": f"{{n}} {many}"}


PHRASES = {
    "span": "{first} – {last}",
    "moment": "{day}, {time} ({city})",
    "moment_without_city": "{day}, {time} (UTC)",
    "extended": "Продлена: вместо {old} – {new}",
    "version": "Версия {number}",
    "version_in_foot": "версия {number}",
    "with_sponsor": "совместно с: {sponsor}",
    "page_of": "из {total}",
    "contents": "Содержание",
    "about_consultation": "О консультации",
    "why": "Зачем спрашивали",
    "next": "Что дальше",
    "findings": "Что было сказано",
    "how": "Как читать этот отчёт",
    "numbers": "Консультация в цифрах",
    "method": "Метод",
    "annex": "Приложение: основания",
    "about": "Об этом документе",
    "notes": "Примечания",
    "figure": "Рисунок {number}.",
    "how_lead": "Отчёт собирает написанное людьми в открытой консультации и показывает по каждому пункту, "
    "сколько голосов за ним стоит.",
    "how_not_a_vote": "Не голосование",
    "how_not_a_vote_text": "Отчёт не утверждает, что согласие достигнуто, и не претендует на полноту. Он "
    "говорит, что было сказано, сколькими людьми и откуда. Процентов в нём нет: люди "
    "участвовали по своей воле и не представляют население.",
    "how_support": "Строка опоры",
    "how_support_text": "Под каждым пунктом мелкая строка считает отклики, людей и страны. Те, кто вёл "
    "консультацию, в этот счёт не входят; написанное ими названо отдельно. Точки на "
    "полях повторяют число людей: полная точка – человек, на чьих словах держится "
    "пункт, кольцо – человек с другим мнением.",
    "how_words": "Слова вместо чисел",
    "how_names": "Имена и места",
    "how_names_text": "Люди названы так, как они сами выбрали. Вместо скрытого имени печатается сфера "
    "работы; страна указана, только если из неё участвовали трое или больше.",
    "how_languages": "Языки",
    "how_languages_text": "Цитаты стоят на том языке, на котором написаны; он отмечен на полях. Если есть "
    "перевод, он следует за цитатой, и сказано, кто его сделал.",
    "how_back": "Путь к источнику",
    "how_back_insights": "Каждый номер, например {number}, ведёт в приложение, а оттуда – к отклику на "
    "странице консультации, где его можно прочесть.",
    "how_back_web": "Каждый номер, например {number}, ведёт к тому же пункту на веб-странице отчёта, "
    "где приведены слова, на которых он держится, а оттуда – к откликам.",
    "how_back_passages": "Под каждой цитатой стоит номер отклика. Он ведёт на страницу консультации, где "
    "слова можно прочесть на их месте.",
    "words_one": "Один человек",
    "words_few": "Немногие",
    "words_several": "Несколько",
    "words_many": "Многие",
    "words_few_range": "от 2 до 4",
    "words_several_range": "от 5 до 9",
    "words_many_range": "10 и больше",
    "support": "Основано на {contributions} от {people} из {countries}",
    "support_without_countries": "Основано на {contributions} от {people}",
    "support_only_team": "Основано на {contributions} только от команды",
    "support_nothing": "Откликов за этим пока нет",
    "figures": "Участвовали {people} из {countries}. Вместе с командой написано: {contributions}; число "
    "языков: {languages}.",
    "figures_without_team": "Участвовали {people} из {countries}. Написано: {contributions}; число языков: "
    "{languages}.",
    "figures_empty": "Пока никто не участвовал.",
    "contributions_with_team": "{contributions} (из них от команды: {team})",
    "counted_apart": "Отдельно:",
    "counted_apart_text": "команда ({people}), написано: {contributions}. Она не входит в число людей и "
    "стран, названных здесь. Данные на {moment}.",
    "counted_as_of": "Данные на {moment}.",
    "and_rooms": "Обсуждение шло в {rooms}.",
    "tagged": "Прочитано целиком",
    "tagged_text": "Отклики по этой теме, из которых не выделен отдельный фрагмент:",
    "contribution_number": "отклик {number}",
    "contribution_number_in_room": "{room}, отклик {number}",
    "by_team": "от команды",
    "translated_by": "перевод: {who}",
    "supports": "за",
    "differs": "иное мнение",
    "context": "контекст",
    "annex_lead": "Каждый вывод с фрагментами, на которых он держится, словами и на языке авторов. Номера "
    "ведут к отклику на странице консультации.",
    "annex_number": "№",
    "annex_who": "Кто",
    "annex_passage": "Фрагмент",
    "annex_stance": "Позиция",
    "chart_weeks": "По неделям",
    "chart_weeks_note": "{contributions} за {weeks}",
    "chart_weeks_added": "{count} из {total} откликов пришли в дополнительное время, до {day} (контур)",
    "chart_languages": "Языки",
    "chart_languages_head": "Язык отклика",
    "chart_languages_note": "{language}: {count} из {total} откликов; полосы показывают отклики",
    "chart_questions": "Вопросы",
    "chart_questions_head": "Вопрос",
    "chart_questions_note": "Один отклик может отвечать на несколько; полосы показывают отклики",
    "chart_countries": "Страны",
    "chart_countries_head": "Страна",
    "chart_countries_note": "Страна названа, если из неё трое или больше; полосы показывают людей",
    "chart_organisations": "Организации",
    "chart_organisations_head": "Вид организации",
    "chart_organisations_note": "Как указали участники; полосы показывают людей",
    "chart_people": "Люди",
    "chart_contributions": "Отклики",
    "chart_weeks_head": "Неделя",
    "others": "Прочие ({n})",
    "method_lead": "Отчёт составлен из фрагментов, которые модераторы отметили в откликах и разложили по "
    "темам.",
    "method_asked": "Когда",
    "method_asked_text": "Консультация была открыта с {first} по {last}.",
    "method_extended_text": "Первоначальный срок: {old}; новый срок: {new}.",
    "method_extended_because": "Первоначальный срок: {old}; новый срок: {new}. Указанная причина: {reason}.",
    "method_who": "Кто",
    "method_counting": "Подсчёт",
    "method_counting_text": "Человек считается за каждым пунктом один раз, сколько бы он ни написал. "
    "Скрытые и отозванные отклики не считаются. Данные на {moment}.",
    "method_words": "Слова",
    "method_words_text": "Фрагменты напечатаны дословно, такими, какими их оставили авторы на тот момент. "
    "Позднейшие изменения отмечены на странице консультации.",
    "about_title": "Название",
    "about_version": "Версия",
    "about_published": "{number}, опубликована {day}. {changes}",
    "about_first": "Первая версия: исправлений ещё нет.",
    "about_draft": "{label}, дата: {day}. Ещё не опубликовано.",
    "about_cite": "Как ссылаться",
    "about_address": "Последняя версия",
    "about_formats": "Другие форматы",
    "about_formats_text": "Веб-страница, PDF, Word, Excel, CSV и JSON, с теми же числами, по тому же адресу",
    "about_snapshot": "Состояние данных",
    "about_snapshot_text": "{moment} · {contributions}, {people}, {countries}",
    "about_checksum": "Контрольная сумма",
    "about_checksum_text": "SHA-256 состояния данных",
    "about_accessibility": "Доступность",
    "about_accessibility_text": "Размеченный PDF (PDF/UA-1), язык каждого фрагмента указан, все рисунки "
    "описаны",
    "about_questions": "Вопросы",
    "about_licence": "Лицензия",
    "about_licence_text": "Текст: {licence}. Отклики остаются за их авторами.",
    "about_cover": "Обложка",
}

PLURALS = {
    "people": forms("человека", "человек", "человек"),
    "team_people": forms("человек", "человека", "человек"),
    "people_figures": forms("человек", "человека", "человек"),
    "contributions": forms("отклике", "откликах", "откликах"),
    "contributions_figures": forms("отклик", "отклика", "откликов"),
    "countries": forms("страны", "стран", "стран"),
    "countries_figures": forms("страна", "страны", "стран"),
    "languages": {"other": "{n}"},
    "rooms": forms("комнате", "комнатах", "комнатах"),
    "weeks": forms("неделю", "недели", "недель"),
    "by_team": forms("от команды", "от команды", "от команды"),
    "differs": forms("человек другого мнения", "человека другого мнения", "человек другого мнения"),
    "themes": forms("тема", "темы", "тем"),
    "insights": forms("вывод", "вывода", "выводов"),
    "passages": forms("фрагмент", "фрагмента", "фрагментов"),
    "people_word": {"one": "человек", "few": "человека", "other": "человек"},
    "contributions_word": {"one": "отклик", "few": "отклика", "other": "откликов"},
    "countries_word": {"one": "страна", "few": "страны", "other": "стран"},
    "languages_word": {"one": "язык", "few": "языка", "other": "языков"},
}

RUSSIAN = Wording(
    language="ru",
    direction="ltr",
    plural=plural,
    phrases={**PHRASES, **SHEETS, **ACCOUNTS[0]},
    plurals={**PLURALS, **ACCOUNTS[1]},
    number_words=(),
    months=[
        "января",
        "февраля",
        "марта",
        "апреля",
        "мая",
        "июня",
        "июля",
        "августа",
        "сентября",
        "октября",
        "ноября",
        "декабря",
    ],
    short_months=[
        "янв.",
        "февр.",
        "марта",
        "апр.",
        "мая",
        "июня",
        "июля",
        "авг.",
        "сент.",
        "окт.",
        "нояб.",
        "дек.",
    ],
    quotes=("«", "»"),
    day="{day} {month} {year} г.",
    day_without_year="{day} {month}",
    day_short="{day} {month}",
    thousands="\u00a0",
)
