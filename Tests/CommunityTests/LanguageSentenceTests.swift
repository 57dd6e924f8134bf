import Community
import Testing

/// Sentences that the shipped table finds something in, and sentences that it leaves alone.
@Suite struct LanguageSentenceTests {
    /// The words that are found, in order, and their levels' first letters.
    private func found(_ sentence: String) throws -> [String] {
        try LanguageLinter(table: LanguageFiles.table()).findings(in: sentence).map {
            "\($0.level.rawValue.prefix(1)) \($0.text)"
        }
    }

    @Test(arguments: [
        ("He is an addict.", "e addict"), ("ADDICTS welcome", "e ADDICTS"), ("An addict's story", "e addict"),
        ("The addict’s story", "e addict"), ("“Addict” is a label", "e Addict"), ("(addict)", "e addict"),
        ("a former addict speaks", "e former addict"), ("An ex-addict", "e ex-addict"), ("ex addicts", "e ex addicts"),
        ("**addict**", "e addict"), ("_addict_", "e addict"), ("他是addict吗", "e addict"), ("наш addict тут", "e addict"),
        ("مرحبا addict هنا", "e addict"), ("🙂addict🙂", "e addict"), ("For drug users", "e drug users"),
        ("A drug-user group", "e drug-user"), ("drug   abuse", "e drug   abuse"),
        ("drug\u{2011}abuse", "e drug\u{2011}abuse"),
        ("DRUG ABUSE", "e DRUG ABUSE"), ("She abused alcohol", "e abused"), ("abusing prescription pills", "e abusing"),
        ("The alcoholics met", "e alcoholics"), ("An old drunk, a drunk", "e a drunk"),
        ("a clean test", "e clean test"),
        ("Her urine was clean", "e clean"), ("He stayed clean", "e clean"), ("Drugs? He is clean of drugs", "e clean"),
        ("a dirty urine", "e dirty urine"), ("90 days clean", "e days clean"), ("They relapsed", "w relapsed"),
        ("Relapsing is hard", "w Relapsing"), ("relapse prevention", "w relapse prevention"),
        ("relapse is part of recovery", "w relapse is part of recovery"), ("a drug-free home", "w drug-free"),
        ("a drug free home", "w drug free"), ("a drugfree home", "w drugfree"),
        ("Our self-help groups", "w self-help groups"),
        ("the mentally ill", "e the mentally ill"), ("mentally-ill people", "e mentally-ill"),
        ("He is bipolar", "e is bipolar"), ("That’s crazy", "e crazy"), ("It drives me nuts", ""),
        ("He went nuts", "e nuts"), ("She committed suicide", "e committed suicide"),
        ("committing suicide", "e committing suicide"), ("a successful suicide", "e successful suicide"),
        ("He suffers from depression", "e suffers from"), ("struggling with sleep", "e struggling with"),
        ("victims of crime", "w victims of"), ("noncompliant", "e noncompliant"), ("Non-Compliant", "e Non-Compliant"),
        ("their non compliance", "e non compliance"), ("She refused help", "e refused"),
        ("It was refused", "h refused"),
        ("You must answer", "e You must"), ("You need to come", "e You need to"), ("you haven't come", "e you haven't"),
        ("you haven’t come", "e you haven’t"), ("You missed it again", "e You missed|e again"),
        ("Your goal is overdue", "e overdue"), ("An overdue book", "w overdue"), ("Keep your streak!", "e streak"),
        ("Why don't you go out", "e Why don't you"), ("homeless people", "w homeless people"),
        ("He got high", "e high"), ("The patient said", "w patient"), ("sober living", "h sober"),
        ("He slipped and was using", "h slipped"), ("an overdose", "h overdose"),
        ("O cometeu suicídio", "e cometeu suicídio"), ("um VICIADO", "e VICIADO"),
        ("doentes mentais", "e doentes mentais"),
        ("cometeu suici\u{301}dio", "e cometeu suici\u{301}dio"), ("addict—user of drugs", "e addict|e user"),
    ])
    func `S1-17, S4-7: a term is found in each of its shapes`(sentence: String, expected: String) throws {
        #expect(try found(sentence).joined(separator: "|") == expected)
    }

    @Test(arguments: [
        "Narcotics Anonymous meets at 18:00", "Alcoholics Anonymous", "ALCOHOLICS ANONYMOUS", "alcoholics anonymous",
        "the National Institute on Drug Abuse", "Substance Abuse and Mental Health Services Administration",
        "Adult Children of Alcoholics", "Drug-Free Communities", "Narcóticos Anónimos", "Alcoólicos Anónimos",
        "He was addicted then", "addiction", "addictive", "addict\u{301}", "addictом", "drug_abuse: true", "addict42",
        "a physical abuse report", "report abuse", "sexual abuse and drugs", "an alcoholic drink", "non-alcoholic beer",
        "alcoholic beverages", "a drunk driver", "He got drunk", "a clean kitchen", "Please keep the room clean",
        "Clean up the drug store", "It is clean. Test it.", "a clean record", "a user account", "The user signs in",
        "High school begins", "A high of the day", "high score", "in case it rains", "Just in case", "in any case",
        "Please be patient with us", "Messages are welcome again", "See you again", "whenever you need to talk",
        "if you need to stop", "anything you have to say", "You don't have to answer", "drug. Free", "drug, free",
        "drug — free", "drug -- free", "drug - free", "the connection was refused by the server",
        "The delivery failed",
        "The meeting is kicking off", "nuts and seeds", "The server enables it", "A slip of paper", "water-resistant",
        "a streak of light", "bipolar disorder", "a bipolar disorder", "It is borderline acceptable",
        "{{addict}} and {{#patient}}x{{/patient}}", "https://example.org/drug-abuse/addict", "bebidas alcoólicas",
        "a bebida alcoólica", "Como correu o dia?", "Zapraszamy", "مرحبًا", "今日は", "", " ", "…", "'", "{{", "://",
    ])
    func `a sentence without a term, or with one in another sense, is left alone`(sentence: String) throws {
        #expect(try found(sentence) == [])
    }

    @Test func `a finding tells line, column and length in characters`() throws {
        let text = "Olá 👨‍👩‍👧!\r\nE\u{301} noite\n\n  👍🏽 an Addict’s day\rdrug abuse"
        let findings = try LanguageLinter(table: LanguageFiles.table()).findings(in: text)
        #expect(findings.map { [$0.line, $0.column, $0.length] } == [[4, 8, 6], [5, 1, 10]])
        let first = try #require(findings.first)
        #expect(first.text == "Addict" && first.term == "addict" && first.level == .error)
        #expect(first.suggestion == "person with a substance use disorder" && first.source.hasPrefix("NIDA"))
    }
}
