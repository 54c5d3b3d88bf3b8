"""Words about names, folded: headings that people stand under, and words that no name has."""

from himaya.engines.narrative.words import folded_text

# As the head of a column or at the start of a line.
HEADS = frozenset(
    folded_text(head)
    for head in [
        "name",
        "names",
        "full name",
        "first name",
        "last name",
        "family name",
        "surname",
        "given name",
        "team leader",
        "members",
        "member",
        "participants",
        "participant",
        "list of participants",
        "facilitator",
        "facilitators",
        "trainers",
        "focal point",
        "focal points",
        "focal point name",
        "contact",
        "contact person",
        "responsible person",
        "attendees",
        "present",
        "prepared by",
        "reported by",
        "chair",
        "nom",
        "noms",
        "prénom",
        "nom et prénom",
        "nom de famille",
        "membres",
        "participantes",
        "facilitateur",
        "facilitateurs",
        "formateurs",
        "point focal",
        "points focaux",
        "responsable",
        "personne de contact",
        "présents",
        "préparé par",
        "chef d'équipe",
        "nombre",
        "nombres",
        "apellido",
        "apellidos",
        "nombre y apellidos",
        "miembros",
        "facilitadores",
        "punto focal",
        "puntos focales",
        "persona de contacto",
        "asistentes",
        "preparado por",
        "jefe de equipo",
        "الاسم",
        "الاسم الكامل",
        "اسم العائلة",
        "الاسم الأول",
        "الأعضاء",
        "المشاركون",
        "المشاركين",
        "الميسرون",
        "نقطة الاتصال",
        "جهة الاتصال",
        "المسؤول",
        "الحضور",
        "أعده",
        "رئيس الفريق",
        "signed",
        "signed by",
        "signatories",
        "victim",
        "witness",
        "interviewee",
        "interviewer",
        "complainant",
        "caregiver",
        "caregiver's name",
        "name of child",
        "name of caregiver",
        "guardian",
        "cc",
        "attn",
        "signé par",
        "signataires",
        "victime",
        "témoin",
        "interviewé",
        "interviewée",
        "enquêteur",
        "plaignant",
        "plaignante",
        "tuteur",
        "firmado",
        "firmado por",
        "firmantes",
        "firmas",
        "víctima",
        "testigo",
        "entrevistado",
        "entrevistada",
        "encuestador",
        "denunciante",
        "الموقعون",
        "الموقع أدناه",
        "الضحية",
        "الشاهد",
        "الشاهدة",
        "مقدم الشكوى",
        "ولي الأمر",
    ]
)
# Words with a capital that name offices, bodies and things, folded: no name has them.
NO_NAME = frozenset(
    folded_text(
        "the and of le la les el los in at from chief council team task force group working sector"
        " sub subsector sectors cluster heads head agency agencies ministry minister office officer"
        " officers coordinator coordinators coordination manager director committee unit department"
        " organization organisation organisations international national united nations council danish"
        " norwegian italian refugee refugees relief handicap humanitarian protection child gender mine"
        " action community government police army partners partner all other tbd tbc na none name names"
        " and or section service services programme program project lead co focal point points member"
        " members report information management site camp district province region governorate city town"
        " equipe groupe secteur chef bureau ministere comite agence agences direction service services"
        " equipo grupo sector jefe oficina ministerio comite agencia agencias monitoring data training"
        " january february march july september october november december monday"
        " tuesday wednesday thursday friday saturday sunday q1 q2 q3 q4"
        " من في على التي الذي إلى وزارة منظمة قطاع فريق مكتب لجنة مجموعة وكالة"
    ).split()
)
# Words that begin with a capital beside a cue, of sentences, places and bodies.
NO_ONE = frozenset(
    folded_text(
        "dear colleagues colleague partners partner friends friend sir madam members team everyone everybody"
        " a an is are was were this that these those they their we our you your he she it his her its who"
        " when where what why how if but not no yes some many most few each every more less other since after"
        " before during while because also then there here results findings women men girls boys children"
        " families people households refugees returnees displaced women's statement statements"
        " village district site block zone area north south east west northern southern eastern western upper"
        " lower central old new port river bridge market school hospital street road square valley mountain"
        " annex annexe table figure chapter article section part phase step resolution law decree act"
        " extension county state states kingdom republic federal union africa asia europe middle"
        " save cross crescent red doctors medecins frontieres humanity world global vision fund bank"
        " cher chere tous toutes collegues madame monsieur equipe femmes hommes filles enfants elles ils nous"
        " vous ceci cela depuis pendant apres avant sud nord ouest quartier commune ville haute basse village"
        " estimados estimadas todos todas colegas senores mujeres hombres ninos ninas ellos ellas nosotros"
        " desde despues antes sur norte este oeste barrio vereda municipio departamento ciudad alta baja"
        " january february march april may june july august september october november december"
        " janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre"
        " enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"
        " lundi mardi mercredi jeudi vendredi samedi dimanche lunes martes miercoles jueves viernes sabado"
        " domingo statements witness victim signed scouts guides moreover however therefore god allah labour"
        " labor prostitution pornography abduction policy marriage soldier soldiers recruitment trafficking"
        " abuse rights welfare care health soldat travail mariage trabajo matrimonio geological food"
        " الزملاء الزميلات الجميع الشركاء الفريق الكرام السادة القسم المكتب التنسيق الحماية المعنيين"
    ).split()
)
