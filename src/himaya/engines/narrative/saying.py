"""Words of seeing, of hearsay, of people and of numbers, folded, by language: tables for `quality`."""

from himaya.engines.narrative.words import folded_text

SEEN = {
    "en": "we visited|we saw|we met|we observed|i saw|i visited|i witnessed|our team|monitors observed"
    "|monitors met|monitors visited|during the visit|was observed|were observed|interviewed|told us"
    "|told the team|told monitors|eyewitness|witnessed",
    "fr": "nous avons visite|nous avons vu|nous avons rencontre|nous avons observe|j ai vu|notre equipe"
    "|lors de la visite|pendant la visite|a ete observe|ont ete observes|temoin oculaire|nous ont dit"
    "|ont dit a l equipe|moniteurs ont observe|interroges",
    "es": "visitamos|vimos|observamos|nos reunimos|yo vi|nuestro equipo|durante la visita|se observo"
    "|se observaron|nos dijeron|nos contaron|testigo presencial|entrevistamos|monitores observaron",
    "ar": "زرنا|شاهدنا|راينا|التقينا|لاحظنا|فريقنا|خلال الزياره|اثناء الزياره|لوحظ|شاهد عيان|قالوا لنا"
    "|اخبرونا|قابلنا|لاحظ الفريق|التقي الفريق",
}
HEARD = {
    "en": "reportedly|allegedly|according to|it is said|rumour|rumor|rumours|media reported|news reported"
    "|unconfirmed|apparently|is believed|are believed|heard that|social media|claims that",
    "fr": "selon|aurait|auraient|d apres|il parait|on dit que|rumeur|rumeurs|non confirme|non confirmee"
    "|medias|apparemment|semble t il|entendu dire|reseaux sociaux",
    "es": "segun|presuntamente|supuestamente|al parecer|se dice|se rumorea|rumor|rumores|no confirmado"
    "|no confirmada|los medios|habria|habrian|redes sociales|se cree",
    "ar": "بحسب|وفقا|يزعم|يقال|شائعه|شائعات|غير موكد|غير موكده|وسائل الاعلام|يعتقد|علي ما يبدو|سمعنا ان"
    "|وسائل التواصل|مزاعم",
}
WHO = {
    "en": "women|men|girls|boys|children|child|woman|man|girl|boy|families|family|households|household"
    "|people|persons|refugees|returnees|idps|elders|teachers|traders|farmers|students|residents",
    "fr": "femmes|hommes|filles|garcons|enfants|enfant|femme|homme|fille|garcon|familles|famille|menages"
    "|menage|personnes|refugies|retournes|deplaces|enseignants|commercants|eleves|habitants",
    "es": "mujeres|hombres|ninas|ninos|mujer|hombre|nina|nino|familias|familia|hogares|hogar|personas"
    "|refugiados|retornados|desplazados|maestros|comerciantes|campesinos|estudiantes|habitantes",
    "ar": "نساء|رجال|فتيات|فتيان|اطفال|طفل|امراه|رجل|فتاه|فتي|عائلات|عائله|اسر|اسره|اشخاص|لاجئين"
    "|نازحين|عائدين|معلمين|تجار|مزارعين|طلاب|سكان|النساء|الرجال|الاطفال|العائلات|الاسر|السكان",
}
NUMBER_WORDS = frozenset(
    folded_text(
        "two three four five six seven eight nine ten dozens hundreds thousands deux trois quatre cinq sept"
        " huit neuf dix dizaines centaines milliers dos tres cuatro cinco seis siete ocho nueve diez decenas"
        " cientos miles اثنان اثنين ثلاثة ثلاث أربعة أربع خمسة خمس ستة سبعة ثمانية تسعة عشرة عشرات مئات آلاف"
    ).split()
)
