"""Reports that strain the page: long, crowded, right to left, in other languages. All of it invented."""

from __future__ import annotations

from synthesis.snapshot_types import Snapshot
from tests.synthesis.report_snapshots import evidence, first_theme, insights_snapshot, small_part
from tests.synthesis.snapshots import (
    FRENCH_QUOTE,
    charts,
    framed_snapshot,
    insight,
    note,
    paragraph,
    passage,
    section,
    support,
    text,
)


def long_report(insights: int) -> Snapshot:
    """As many insights as asked for, twenty to a theme, five themes to a part, each with evidence."""
    made = insights_snapshot()
    made["footnotes"] = []
    made["sections"] = []
    words = first_theme()[0]["paragraphs"][0]["content"][0]["v"]
    for part in range(1, 2 + (insights - 1) // 100):
        themes = []
        for theme in range(1, 6):
            first = (part - 1) * 100 + (theme - 1) * 20
            numbers = range(first, min(first + 20, insights))
            themes.append(
                section(
                    f"{part}.{theme}",
                    f"Theme number {part}.{theme}",
                    insights=[
                        insight(
                            f"{part}.{theme}.{n - first + 1}",
                            f"Point {n + 1} stands.",
                            words,
                            evidence=evidence()[:3],
                        )
                        for n in numbers
                    ],
                )
            )
        made["sections"].append(
            section(
                str(part), f"Part number {part}", "part", children=[one for one in themes if one["insights"]]
            )
        )
    return made


def arabic_report() -> Snapshot:
    """A right-to-left document with a left-to-right quotation in it."""
    made = framed_snapshot()
    made["language"], made["direction"] = "ar", "rtl"
    made["kind"] = "ملخص المشاورة"
    made["title"] = made["short_title"] = "المحاكم الرقمية والوصول العادل"
    made["organiser"] = {
        **made["organiser"],
        "name": "منتدى ميريديان للعدالة",
        "sponsor": "شبكة الفانوس",
        "brand": "#7A2E4D",
    }
    made["version"] = {**made["version"], "number": "1.0", "published_at": "2026-11-11T09:00:00+00:00"}
    made["period"] = {
        **made["period"],
        "city": "نيويورك",
        "extension_reason": "انقطاع الشبكة أسبوعًا في منطقتين",
    }
    made["figures"].update(charts())  # type: ignore[typeddict-item]
    made["objective"] = [
        paragraph(
            text("نقلت محاكم كثيرة جزءًا من عملها إلى الشاشات، فسأل المنتدى من استفاد ومن بقي عند الباب.")
        )
    ]
    made["outcome"] = [paragraph(text("يجيب المنظمون عن هذا التقرير علنًا قبل 8 يناير 2027."))]
    points = [
        insight(
            "1.1.1",
            "الطريق هو الحكم الأول.",
            "كتب عدة أشخاص أن الجلسة تكلّف أجر يومين قبل أن تُقال كلمة، وأن المبلغ المتنازع عليه أقل من ذلك "
            "في الغالب. ويطلبون أن تُحسب مسافة الطريق عند تحديد موعد الجلسة.",
            support=support(7, 6, 5),
        ),
        insight(
            "1.1.2",
            "المحكمة المتنقلة تنجح حين تعود.",
            [
                text(
                    "وصف بضعة أشخاص قضاة يعقدون جلساتهم في قاعات المدارس وأسواق البلدات. ما صنع الفرق هو "
                    "الموعد: يوم ثابت كل شهر يُعلن في الإذاعة."
                ),
                note("circuit"),
            ],
            support=support(5, 4, 3, 1),
            evidence=evidence(),
        ),
        insight(
            "1.1.3",
            "إعفاء لا يعرفه أحد ليس إعفاءً.",
            "الإعفاء من الرسوم موجود على الورق. عرفه الناس بعد أن دفعوا، أو من جار لهم.",
            support=support(3, 3, 3),
        ),
    ]
    quote = passage(
        26,
        "يوسف الطرابلسي، المغرب",
        FRENCH_QUOTE,
        "fr",
        featured=True,
        translated_by="صاحبها",
        translation="أُعطينا رقم ملف، وكان ينقصنا صوت على الطرف الآخر من الخط.",
    )
    made["sections"] = [
        section(
            "1",
            "الوصول إلى المحكمة",
            "part",
            support=support(34, 24, 15),
            lead=[text("قبل أن يُناقش حق لا بد أن يُحمل إلى شباك أو شاشة أو منصة.")],
            children=[section("1.1", "المسافة والكلفة", insights=points, passages=[quote])],
        ),
        small_part("2", "القرار العادل على الشاشة", "جلسات الفيديو"),
        small_part("3", "الثقة والبيانات", "نشر البيانات"),
    ]
    made["footnotes"] = [
        {
            "id": "circuit",
            "content": [text("اليوم الثابت هنا هو كل جلسة يُعلن عنها قبل أربعة أسابيع على الأقل.")],
        }
    ]
    return made


def in_language(code: str) -> Snapshot:
    """The report with the fixed words of another language; its own texts stay English."""
    made = insights_snapshot()
    made["language"] = code
    return made


def crowded_report() -> Snapshot:
    """Long names everywhere, eight parts of six themes, themes of themes, eleven weeks, a long objective."""
    made = insights_snapshot()
    made["title"] = (
        "A fair hearing for everyone who lives far from a court, with a screen or without one, in the words "
        "of those who came"
    )[:120]
    made["short_title"] = made["title"]
    long = (
        "A name that takes more than a line because nobody wanted to leave out any of the words it is made of"
    )
    made["sections"] = [
        section(
            str(part),
            f"{long[:70]} {part}",
            "part",
            lead=[text(long)],
            support=support(9, 8, 7),
            children=[
                section(
                    f"{part}.{theme}",
                    long if theme % 2 else "A short one",
                    support=support(4, 4, 3, team=1),
                    insights=[
                        insight(f"{part}.{theme}.1", "Short.", "One sentence.", evidence=evidence()[:1])
                    ]
                    if theme < 5
                    else [],
                    passages=evidence()[:2],
                    children=[
                        section(
                            f"{part}.{theme}.{deep}",
                            "A theme of a theme",
                            support=support(1, 1, 1),
                            passages=evidence()[3:4],
                        )
                        for deep in (1, 2)
                    ]
                    if theme == 6
                    else [],
                )
                for theme in range(1, 7)
            ],
        )
        for part in range(1, 9)
    ]
    made["objective"] = [
        paragraph(text(f"{long}. " * 8)),
        {"t": "ul", "items": [[paragraph(text(long))], [paragraph(text("Two."))]]},
    ]
    made["figures"]["by_week"] = [{"label": f"W{n}", "count": n * 3 % 17} for n in range(1, 28)]
    return made
