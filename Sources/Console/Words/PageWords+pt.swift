extension PageWords {
    static let portuguese = PageWords(
        language: "pt", send: "Enviar", skip: "Saltar desta vez", optional: "Todas as perguntas podem ficar vazias.",
        whoSees: [
            "me": "Só você vê isto.", "mentor": "Você e o seu mentor veem isto.",
            "care_team": "Você e a sua pessoa de referência veem isto.", "group": "O seu grupo vê isto.",
        ],
        yes: "Sim", no: "Não", nothingChosen: "Ainda não escolheu nada. Responda ao que quiser, ou salte.",
        thanks: "Obrigado. Ficou guardado.", change: "Mudar a minha resposta",
        late: "O tempo para esta já passou, e não faz mal. Uma resposta é sempre bem-vinda.",
        closed: "Isto já está resolvido, e nada mudou", freshLink: "Enviar um novo link",
        freshLinkSent: "Um novo link vai a caminho.", preferences: "Mudar ou parar estas mensagens",
        pauseWeek: "Sem mensagens durante uma semana", stopAll: "Parar todas as mensagens",
        stopHere: "Parar estes e-mails",
        startAgain: "As mensagens são bem-vindas outra vez", save: "Guardar",
        wrongLink: "Este link não está completo. Abra-o outra vez a partir da mensagem.",
        eitherIsFine: "Sim e não são ambas boas respostas, e um não não muda mais nada.",
        wouldAccompany: "gostaria de o acompanhar", saidYes: "chegou há pouco e gostaria de o conhecer",
        stepsTaken: "Passos que já deu", stepITook: "Um passo que dei", keep: "Manter", rest: "Deixar descansar",
        achieved: "Consegui", letGo: "Deixar ir", newGoal: "Algo novo, nas suas palavras",
        pairWishes: [
            "keep": "Continuar", "adjust": "Mudar alguma coisa", "pause": "Fazer uma pausa", "close": "Fechar",
        ], allAreFine: "As quatro estão bem, e nenhuma precisa de um motivo.",
        newPairs: "Novas pessoas são outra vez bem-vindas?", newPairsAgain: "Sim, são bem-vindas",
        restLonger: "Ainda não")
}
