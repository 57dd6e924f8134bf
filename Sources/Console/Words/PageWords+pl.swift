extension PageWords {
    static let polish = PageWords(
        language: "pl", send: "Wyślij", skip: "Pomiń tym razem", optional: "Każde pytanie można zostawić puste.",
        whoSees: [
            "me": "Widzisz to tylko Ty.", "mentor": "Widzisz to Ty i Twój mentor.",
            "care_team": "Widzisz to Ty i osoba, która Ci towarzyszy.", "group": "Widzi to Twoja grupa.",
        ],
        yes: "Tak", no: "Nie", nothingChosen: "Nic jeszcze nie wybrano. Odpowiedz, na co chcesz, albo pomiń.",
        thanks: "Dziękujemy. Zapisane.", change: "Zmień odpowiedź",
        late: "Czas na tę odpowiedź minął i nic się nie stało. Odpowiedź wciąż jest mile widziana.",
        closed: "Ta sprawa jest już zakończona i nic się nie zmieniło", freshLink: "Wyślij mi nowy link",
        freshLinkSent: "Nowy link jest w drodze.", preferences: "Zmień lub wyłącz te wiadomości",
        pauseWeek: "Tydzień bez wiadomości", stopAll: "Wyłącz wszystkie wiadomości", stopHere: "Zatrzymaj te e-maile",
        startAgain: "Wiadomości są znów mile widziane", save: "Zapisz",
        wrongLink: "Ten link jest niepełny. Otwórz go jeszcze raz z wiadomości.",
        eitherIsFine: "I tak, i nie to dobre odpowiedzi, a nie niczego innego nie zmienia.",
        wouldAccompany: "chętnie będzie Ci towarzyszyć", saidYes: "jest tu od niedawna i chętnie Cię pozna",
        stepsTaken: "Twoje dotychczasowe kroki", stepITook: "Mój krok", keep: "Zostaw",
        rest: "Niech odpocznie", achieved: "Udało się", letGo: "Puść to wolno",
        newGoal: "Coś nowego, własnymi słowami",
        pairWishes: [
            "keep": "Zostawić, jak jest", "adjust": "Coś zmienić", "pause": "Zrobić przerwę", "close": "Zakończyć",
        ], allAreFine: "Każda z tych odpowiedzi jest dobra i żadna nie wymaga powodu.",
        newPairs: "Czy nowe osoby są znów mile widziane?", newPairsAgain: "Tak, są mile widziane",
        restLonger: "Jeszcze nie")
}
