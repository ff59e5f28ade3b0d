from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.themes.codebook import iter_sentences
from feedback.themes.language import READ, UNKNOWN, Detected, detect

LONG = [
    ("es", "El agente fue muy amable pero tuve que esperar dos horas para que me contestaran"),
    ("es", "No me resolvieron nada, llevo tres semanas esperando la devolución de mi dinero"),
    ("es", "la atencion fue mala y nunca contestan los mensajes que les mando"),
    ("pt", "O atendimento foi muito demorado e ninguém resolveu o meu problema"),
    ("pt", "Gostei muito da atenção, a moça foi gentil e explicou tudo com calma"),
    ("pt", "vocês precisam melhorar o tempo de resposta, não é possível esperar tanto"),
    ("fr", "La personne était très gentille mais elle n'a pas compris mon problème"),
    ("fr", "J'ai attendu plus de deux heures sans réponse, c'est inadmissible"),
    ("fr", "Votre conseiller a été parfait, rapide et à l'écoute, merci beaucoup"),
    ("de", "Der Mitarbeiter war sehr freundlich, aber ich musste lange warten"),
    ("de", "Mein Problem wurde leider nicht gelöst und keiner hat sich gemeldet"),
    ("de", "ich wurde dreimal weitergeleitet und musste alles nochmal erklären"),
    ("it", "L'operatore è stato gentile ma non ha risolto il mio problema"),
    ("it", "Ho aspettato più di un'ora prima che qualcuno mi rispondesse"),
    ("it", "servizio pessimo, nessuno risponde e non ho ancora avuto il rimborso"),
    ("nl", "De medewerker was heel vriendelijk maar ik moest te lang wachten"),
    ("nl", "Mijn probleem is nog steeds niet opgelost en niemand belt terug"),
    ("nl", "ik kreeg geen antwoord op mijn vraag, alleen een standaard bericht"),
    ("pl", "Pan konsultant był bardzo miły, ale nie rozwiązał mojego problemu"),
    ("pl", "Czekałem ponad godzinę na odpowiedź i nikt się nie odezwał"),
    ("pl", "obsługa jest bardzo dobra, wszystko szybko i bez problemu"),
    ("sv", "Hon var jättetrevlig men jag fick vänta alldeles för länge"),
    ("sv", "Jag har inte fått något svar på min fråga trots att jag väntade i flera dagar"),
    ("da", "Medarbejderen var meget venlig, men jeg måtte vente alt for længe"),
    ("da", "Jeg har ikke fået svar på mit spørgsmål, og det er dårlig service"),
    ("nb", "Jeg måtte vente veldig lenge, men hun som svarte var hyggelig"),
    ("fi", "Asiakaspalvelija oli ystävällinen mutta jouduin odottamaan todella kauan"),
    ("fi", "En saanut apua ongelmaan ja kukaan ei vastannut"),
    ("tr", "Temsilci çok kibardı ama sorunum hala çözülmedi, çok bekledim"),
    ("tr", "müşteri hizmetleri çok yavaş, iki gün oldu cevap yok"),
    ("ro", "Agentul a fost foarte amabil dar nu mi-a rezolvat problema"),
    ("ro", "am așteptat două ore pentru un răspuns și nimic"),
    ("cs", "Operátor byl velmi milý, ale můj problém nevyřešil"),
    ("cs", "čekal jsem na odpověď více než tři dny a nic"),
    ("hu", "Az ügyfélszolgálat nagyon lassú volt és nem oldották meg a problémát"),
    ("hu", "nagyon kedves volt a hölgy, de sokat kellett várni"),
    ("id", "Pelayanan sangat lambat dan masalah saya belum selesai sampai sekarang"),
    ("id", "agen nya ramah tapi saya harus menunggu lama sekali"),
    ("vi", "Nhân viên rất thân thiện nhưng tôi phải chờ quá lâu"),
    ("vi", "vấn đề của tôi vẫn chưa được giải quyết"),
    ("tl", "Mabait naman ang agent pero ang tagal ko naghintay"),
    ("ru", "Оператор был груб и ничего не решил"),
    ("uk", "Дякую, але моє питання так і не вирішили"),
    ("ar", "الخدمة بطيئة جدا ولم يتم حل مشكلتي"),
    ("fa", "پشتیبانی خیلی کند بود و مشکل من حل نشد"),
    ("ur", "آپ کی سروس بہت خراب ہے"),
    ("he", "השירות היה איטי מאוד"),
    ("hi", "मेरी समस्या का समाधान नहीं हुआ"),
    ("bn", "সেবা খুব ভালো ছিল"),
    ("ta", "சேவை மிகவும் மெதுவாக இருந்தது"),
    ("te", "సేవ చాలా బాగుంది"),
    ("zh", "客服态度很好但是回复太慢了"),
    ("ja", "対応がとても丁寧でしたが、待ち時間が長かったです"),
    ("ko", "상담원이 친절했지만 너무 오래 기다렸어요"),
    ("th", "บริการดีมากแต่รอนาน"),
    ("el", "Ο υπάλληλος ήταν ευγενικός αλλά άργησε πολύ"),
    ("ka", "მომსახურება ძალიან ნელი იყო"),
]
SHORT = [
    ("es", "muy bien"),
    ("es", "Muchas gracias"),
    ("es", "todo perfecto, gracias"),
    ("pt", "muito bom"),
    ("pt", "não resolveu nada"),
    ("fr", "très bien"),
    ("fr", "trop lent"),
    ("de", "sehr gut"),
    ("de", "viel zu langsam"),
    ("it", "molto bene"),
    ("it", "tutto ok grazie mille"),
    ("nl", "heel goed"),
    ("pl", "bardzo dobrze"),
    ("sv", "mycket bra"),
    ("tr", "çok iyi"),
    ("ro", "foarte bine"),
    ("cs", "velmi dobře"),
    ("hu", "nagyon jó"),
    ("id", "sangat bagus"),
    ("vi", "rất tốt"),
    ("ru", "хорошо"),
    ("zh", "好"),
    ("hi", "अच्छा"),
    ("ar", "شكرا"),
]
ENGLISH = [
    "good",
    "Excellent",
    "gud",
    "nothing",
    "Very good service",
    "vry bad xperience",
    "plz solve my problm",
    "Bahut achha service by customer care executive, very happy",
    "Sir mera refund nahi aaya please solve my issue",
    "your executive is not solving my issue since 10 days only giving date on date",
    "my on-line order came late, de facto a no",
    "The résumé of the café was naïve",
    "He said 'por favor' and was very kind",
    "Die hard fan, was in the store, will come",
    "merci, very nice agent",
    "😀 great",
    "Priya (प्रिया) was very helpful",
    "the agent wrote 你好 to me",
]
UNSURE = [
    "",
    "   ",
    "...",
    "12345",
    "😀",
    "asdfgh",
    "ok!!1",
    "xkcd",
    "Müller",
    "nahi hua kuch bhi",
    "\ud800",
    "a@b.com",
]


@pytest.mark.parametrize(("language", "text"), [*LONG, *SHORT])
def test_another_language_is_recognised(language: str, text: str) -> None:
    assert detect(text).language == language


@pytest.mark.parametrize("text", ENGLISH)
def test_english_stays_english(text: str) -> None:
    assert not detect(text).is_foreign


@pytest.mark.parametrize("text", UNSURE)
def test_what_does_not_tell_is_not_called_foreign(text: str) -> None:
    assert not detect(text).is_foreign


def test_nothing_to_read_is_undetermined() -> None:
    assert detect("") == detect("123 ...") == UNKNOWN == Detected("und", 0.0)


def test_a_longer_text_makes_it_surer() -> None:
    assert detect(LONG[0][1]).sure > detect("muy bien").sure


def test_what_our_own_sentences_say_is_seldom_called_foreign() -> None:
    # Some of them are, on purpose, in other languages.
    texts = [sentence.text for sentence in iter_sentences()]
    foreign = [text for text in texts if detect(text).is_foreign]
    assert len(foreign) <= 0.006 * len(texts), foreign


def test_the_order_of_the_words_does_not_matter() -> None:
    for _, text in LONG:
        words = text.split()
        assert detect(" ".join(random.Random(2).sample(words, len(words)))) == detect(" ".join(words))


@given(st.text(max_size=300))
def test_any_text_gets_an_answer(text: str) -> None:
    found = detect(text)
    assert len(found.language) in (2, 3)
    assert 0 <= found.sure <= 1


def test_what_lies_behind_the_first_characters_does_not_count() -> None:
    assert detect("good service " * READ + "muchas gracias por todo") == detect("good service " * READ)


@pytest.mark.parametrize("text", ["a" * 1_000_000, "ñ " * 500_000, "\n" * 1_000_000, "好" * 1_000_000, "1" * 1_000_000])
def test_a_megabyte_is_no_trouble(text: str) -> None:
    assert 0 <= detect(text).sure <= 1
