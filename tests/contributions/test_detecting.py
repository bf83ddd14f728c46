from __future__ import annotations

import pytest

from contributions.detecting import detect

SAID = {
    "en": "Most people who come to our desk have never spoken to a lawyer.",
    "es": "La mayoría de las personas que vienen no han hablado nunca con un abogado.",
    "fr": "La plupart des gens qui viennent chez nous n'ont jamais parlé à un avocat.",
    "pt": "A maioria das pessoas que vêm até nós nunca falou com um advogado e não tem meios.",
    "de": "Die meisten Menschen, die zu uns kommen, haben noch nie mit einem Anwalt gesprochen.",
    "it": "La maggior parte delle persone che vengono da noi non ha mai parlato con un avvocato.",
    "ro": "Cei mai mulți oameni care vin la noi nu au vorbit niciodată cu un avocat și nu știu ce să facă.",
    "id": "Kebanyakan orang yang datang ke kantor kami tidak pernah berbicara dengan pengacara.",
    "sw": "Watu wengi wanaokuja kwetu hawajawahi kuzungumza na wakili kwa sababu ya umbali wa mahakama.",
    "tr": "Bize gelen insanların çoğu daha önce bir avukatla hiç konuşmamış ve bu çok önemli.",
    "vi": "Hầu hết những người đến với chúng tôi chưa bao giờ nói chuyện với luật sư.",
    "ru": "Большинство людей, которые к нам приходят, никогда не говорили с адвокатом.",
    "uk": "Більшість людей, які до нас приходять, ніколи не говорили з адвокатом.",
    "ky": "Бизге келген адамдардын көбү эч качан адвокат менен сүйлөшкөн эмес.",
    "ar": "معظم الناس الذين يأتون إلى مكتبنا لم يتحدثوا أبدا مع محام في حياتهم.",
    "fa": "بیشتر مردمی که به دفتر ما می‌آیند هرگز با یک وکیل صحبت نکرده‌اند و این را نمی‌دانند.",
    "ur": "ہمارے پاس آنے والے زیادہ تر لوگوں نے کبھی کسی وکیل سے بات نہیں کی ہے۔",
    "hi": "हमारे पास आने वाले अधिकतर लोगों ने कभी किसी वकील से बात नहीं की है।",
    "ne": "हाम्रो कार्यालयमा आउने धेरैजसो मानिसले कहिल्यै वकिलसँग कुरा गरेका छैनन् र यो समस्या हो।",
    "zh": "来我们这里的大多数人从未与律师谈过话。",
    "ja": "私たちのところに来る人のほとんどは弁護士と話したことがありません。",
    "ko": "우리에게 오는 대부분의 사람들은 변호사와 이야기해 본 적이 없습니다.",
}


@pytest.mark.parametrize("language", SAID)
def test_a_sentence_tells_its_language(language):
    assert detect(SAID[language]) == language


@pytest.mark.parametrize(
    "text",
    [
        "",
        "OK.",
        "12 34 56",
        "Ja",
        "@Nadia Rahmani https://example.org/the/and/of",
        "Lysenko Petro Moldova 2026",
    ],
)
def test_too_little_tells_nothing(text):
    assert detect(text) == ""


def test_the_most_of_a_mixed_text_decides():
    assert detect(f"{SAID['ru']} {SAID['ru']} Thank you.") == "ru"
    assert detect(f"{SAID['es']} {SAID['es']} Thank you for the question and the work.") == "es"


def test_a_long_letter_is_judged_by_its_beginning():
    assert detect("The people of the lake have seen it. " * 150 + SAID["es"] * 2000) == "en"
