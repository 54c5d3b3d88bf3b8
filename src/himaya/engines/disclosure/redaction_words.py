"""Words after which a name follows, folded as redaction.py folds: English, French, Spanish, Arabic.

After a form of address the next word is a name, however it is written. After a word that names
("called") or one of kin ("her brother"), Latin words are names only where they begin with a capital
letter: "called the police" is no name. Arabic knows no capitals, so only words that name are used.
"""

ADDRESS_LATIN = (
    "mr|mrs|ms|miss|dr|prof|sheikh|shaikh|shaykh|abu|umm|"
    "monsieur|madame|mme|mlle|senor|senora|sra|don|dona|ustaz|hajj|haji"
)
ADDRESS_ARABIC = (
    "د\\.|السيد|السيده|الانسه|الدكتور|الدكتوره|دكتور|دكتوره|الاستاذ|الاستاذه|استاذ|الشيخ|الحاج|الحاجه|"
    "ابو|ام|المدعو|المدعوه"
)
NAMING_LATIN = (
    r"names? (?:is|are|was)|named|called|known as|alias|"
    r"nommee?s?|prenommee?|appelle|appelait|appelee?|surnommee?|"
    r"llama|llamaba|llamad[oa]|apodad[oa]|conocid[oa] como"
)
KIN_LATIN = (  # and those in a calling
    "father|sister|pastor|imam|doctor|docteur|doctora|professor|professeur|nurse|sr|"
    "husband|wife|son|daughter|brother|mother|uncle|aunt|cousin|nephew|niece|"
    "neighbou?r|friend|boyfriend|girlfriend|fiancee?|"
    "mari|epouse?|femme|fils|fille|frere|soeur|mere|pere|oncle|tante|cousine|neveu|voisine?|amie?|"
    "espos[oa]|marido|mujer|hij[oa]|herman[oa]|madre|padre|ti[oa]|prim[oa]|sobrin[oa]|vecin[oa]|"
    "amig[oa]|novi[oa]"
)
LABELS = (
    "name|full name|client|survivor|witness|caregiver|nom|prenom|temoin|cliente?|nombre|apellidos?|"
    "testigo|الاسم|اسم الاب|اسم الام|الاب|الام|الوالد|الوالده|الزوج|الزوجه|الشاهد|الشاهده|"
    "المستفيد|المستفيده"
)
# "He is called" and "he claims that" are written alike: what follows tells them apart.
NAMING_ARABIC = (
    "اسمي|اسمه|اسمها|يدعي(?! ان| با)|تدعي(?! ان| با)|يسمي|تسمي|المسمي|المسماه|"
    "الملقب|الملقبه|لقبه|لقبها"
)
