/// The words of `OutsideLexicon` by language, each behind a comma.
///
/// `recover-` is any word that begins so, at least three letters; several words tell too much only one after the other, with
/// a blank or a hyphen between them. Accents and case do not matter. A beginning that is a harmless word's, too, is written
/// out: `drug` and `drugs`, because `drugi` is Polish for the second; `da droga`, because a Polish letter begins with `Droga`.
enum OutsideWords {
    static let all: [String] = [english, portuguese, spanish, polish, arabic].flatMap { list in
        list.split(whereSeparator: { $0 == "," || $0.isNewline }).map { word in
            String(word.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
        }.filter { !$0.isEmpty }
    }

    private static let english = """
        recover-, sober-, sobrie-, addict-, relaps-, rehab-, detox-, abstin-
        mental-, therap-, psych-, clinic-, treatment-, counsel-, diagnos-, symptom-, disorder-, inpatient-, outpatient-
        crisis-, crises, suicid-, self harm-, selfharm-, overdos-, panic attack-, trauma-, traumas, ptsd
        depressi-, depressed, depressant-, anxiety, anxious-, bipolar-, schizo-, autis-, adhd
        alcohol-, substanc-, drug, drugs, drugged, opioid-, opiat-, heroin, cocain-, meth, methadon-, amphetamin-
        methamphetamin-, cannabis, fentanyl, narcotic-, naloxon-, narcan, buprenorphin-, suboxone, medication-, intoxicat-
        peer support-, peer worker-, peer specialist-, peer mentor-, aa meeting-, na meeting-, aa group-, na group-
        twelve step-, 12 step-, phq-, gad, gad2, gad7, barc 10, barc10, who 5, who5
        """

    private static let portuguese = """
        recupera-, sobriedade, sóbrio, sóbria, sóbrios, sóbrias, vício-, viciad-, recaíd-, reabilita-, desintoxica-
        terap-, psiqui-, psico-, psíqui-, clínic-, tratamento-, aconselh-, diagnós-, sintoma-, perturbaç-
        doenç-, crise-, automutila-, depressão, depressões, deprimid-, ansied-, ansios-
        álcool-, alcoól-, toxicodep-, toxicóman-, dependência-, drogas, drogad-, da droga, de droga, metadona, heroína, medicaç-, sobredos-
        apoio de pares, apoio entre pares, suporte de pares, doze passos, 12 passos
        """

    private static let spanish = """
        adicc-, adict-, depresió-, rehabilit-, tratamiento-, consejer-, síntoma-, trastorno-, enfermedad-, sobredos-
        apoyo entre pares, apoyo de pares, doce pasos, 12 pasos
        """

    private static let polish = """
        trzeź-, uzależn-, nałóg-, nałog-, odwyk-, detoks-, odtru-, abstyn-, nawrót-, nawrot-, zdrowien-, zdrowieje-
        leczen-, lecznic-, klinik-, kliniczn-, poradnia, poradni, diagnoz-, objaw-, zaburze-, chorob-, chory
        kryzys-, samobój-, depresj-, depresyj-, lęk, lęki, lęku, lęków, lękiem, lękowy, lękowe, lękowa, lękowych, nerwic-, dwubiegun-, samookalecz-
        alkohol-, narkot-, narkoman-, odurz-, przedawk-, metadon-, nalokson-, heroina, heroiny, kokain-
        lek, leki, leku, leków, lekiem, wsparcie rówieśnicze, wsparcia rówieśniczego, dwanaście kroków, 12 kroków
        """

    private static let arabic = """
        تعاف-, إدمان-, مدمن-, انتكاس-
        علاج-, معالج-, نفسي-, نفسان-, عيادة-, مصحة-, تشخيص-, أعراض, اضطراب-, مرض, مريض-
        أزمة-, انتحار-, صدمة-, اكتئاب-, مكتئب-, قلق-, ثنائي القطب-, فصام-
        مخدر-, كحول-, ميثادون-, نالوكسون-, هيروين-, كوكايين-, أفيون-, دواء-, أدوية-, جرعة زائدة-
        دعم الأقران, دعم النظراء, اثنتا عشرة خطوة
        """
}
