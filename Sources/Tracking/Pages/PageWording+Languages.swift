extension PageWording {
    static let english = PageWording(
        language: "en",
        unsubscribeTitle: "Unsubscribe",
        unsubscribeQuestion: "Do you want no more mail from %@?",
        unsubscribeButton: "Unsubscribe",
        preferencesLink: "Or choose what you get, and how often",
        doneTitle: "You are unsubscribed",
        done: "%@ will send you no more mail.",
        doneList: "You will get no more mail of the list “%@”.",
        mistake: "Was it a mistake?",
        undoButton: "Undo",
        undone: "It is undone: you will get mail again.",
        notUndone: "This cannot be undone here. Please write to the sender if you want mail again.",
        erased: "Your address is not stored here any more. There is nothing to unsubscribe.",
        preferencesTitle: "Your preferences",
        preferencesIntroduction: "What %@ sends to %@",
        allMail: "All mail",
        list: "List “%@”",
        keep: "Send it to me",
        pause: "Pause for 30 days",
        leave: "Do not send it any more",
        pausedUntil: "Paused until %@",
        left: "You left",
        blocked: "Not sent, for another reason. Please write to the sender if you want mail again.",
        saveButton: "Save",
        saved: "Your preferences are saved.",
        unchanged: "Nothing was changed.",
        notHereTitle: "Not here",
        notHere: "This link leads nowhere. Perhaps it was not copied whole.",
        goneTitle: "Not here any more",
        gone: "This message cannot be shown any more. It is still in your mailbox.")

    static let german = PageWording(
        language: "de",
        unsubscribeTitle: "Abmelden",
        unsubscribeQuestion: "Möchten Sie keine E-Mails von %@ mehr?",
        unsubscribeButton: "Abmelden",
        preferencesLink: "Oder wählen, was Sie bekommen und wie oft",
        doneTitle: "Sie sind abgemeldet",
        done: "%@ schickt Ihnen keine E-Mails mehr.",
        doneList: "Sie bekommen keine E-Mails der Liste „%@“ mehr.",
        mistake: "War das ein Versehen?",
        undoButton: "Rückgängig machen",
        undone: "Rückgängig gemacht: Sie bekommen wieder E-Mails.",
        notUndone: "Das lässt sich hier nicht rückgängig machen. Bitte schreiben Sie dem Absender, wenn Sie wieder E-Mails möchten.",
        erased: "Ihre Adresse ist hier nicht mehr gespeichert. Es gibt nichts abzumelden.",
        preferencesTitle: "Ihre Einstellungen",
        preferencesIntroduction: "Was %@ an %@ schickt",
        allMail: "Alle E-Mails",
        list: "Liste „%@“",
        keep: "Schicken",
        pause: "30 Tage Pause",
        leave: "Nicht mehr schicken",
        pausedUntil: "Pause bis %@",
        left: "Abgemeldet",
        blocked: "Wird aus einem anderen Grund nicht geschickt. Bitte schreiben Sie dem Absender, wenn Sie wieder E-Mails möchten.",
        saveButton: "Speichern",
        saved: "Ihre Einstellungen sind gespeichert.",
        unchanged: "Es wurde nichts geändert.",
        notHereTitle: "Hier ist nichts",
        notHere: "Dieser Link führt nirgendwohin. Vielleicht wurde er nicht ganz kopiert.",
        goneTitle: "Nicht mehr hier",
        gone: "Diese Nachricht kann nicht mehr gezeigt werden. Sie liegt noch in Ihrem Postfach.")

    static let french = PageWording(
        language: "fr",
        unsubscribeTitle: "Se désabonner",
        unsubscribeQuestion: "Ne plus recevoir de courriels de %@ ?",
        unsubscribeButton: "Se désabonner",
        preferencesLink: "Ou choisir ce que vous recevez, et à quel rythme",
        doneTitle: "Vous êtes désabonné",
        done: "%@ ne vous enverra plus de courriels.",
        doneList: "Vous ne recevrez plus de courriels de la liste « %@ ».",
        mistake: "Était-ce une erreur ?",
        undoButton: "Annuler",
        undone: "C’est annulé : vous recevrez de nouveau des courriels.",
        notUndone: "Cela ne peut pas être annulé ici. Écrivez à l’expéditeur si vous voulez de nouveau recevoir des courriels.",
        erased: "Votre adresse n’est plus enregistrée ici. Il n’y a rien à désabonner.",
        preferencesTitle: "Vos préférences",
        preferencesIntroduction: "Ce que %@ envoie à %@",
        allMail: "Tous les courriels",
        list: "Liste « %@ »",
        keep: "Les recevoir",
        pause: "Pause de 30 jours",
        leave: "Ne plus les recevoir",
        pausedUntil: "En pause jusqu’au %@",
        left: "Désabonné",
        blocked: "Pas d’envoi, pour une autre raison. Écrivez à l’expéditeur si vous voulez de nouveau recevoir des courriels.",
        saveButton: "Enregistrer",
        saved: "Vos préférences sont enregistrées.",
        unchanged: "Rien n’a été modifié.",
        notHereTitle: "Rien ici",
        notHere: "Ce lien ne mène nulle part. Il n’a peut-être pas été copié en entier.",
        goneTitle: "Plus ici",
        gone: "Ce message ne peut plus être affiché. Il est toujours dans votre boîte.")

    static let spanish = PageWording(
        language: "es",
        unsubscribeTitle: "Darse de baja",
        unsubscribeQuestion: "¿No quiere recibir más correos de %@?",
        unsubscribeButton: "Darme de baja",
        preferencesLink: "O elegir qué recibe y con qué frecuencia",
        doneTitle: "Se ha dado de baja",
        done: "%@ no le enviará más correos.",
        doneList: "No recibirá más correos de la lista «%@».",
        mistake: "¿Fue un error?",
        undoButton: "Deshacer",
        undone: "Deshecho: volverá a recibir correos.",
        notUndone: "Esto no se puede deshacer aquí. Escriba al remitente si quiere volver a recibir correos.",
        erased: "Su dirección ya no está guardada aquí. No hay nada de lo que darse de baja.",
        preferencesTitle: "Sus preferencias",
        preferencesIntroduction: "Lo que %@ envía a %@",
        allMail: "Todos los correos",
        list: "Lista «%@»",
        keep: "Recibirlos",
        pause: "Pausa de 30 días",
        leave: "No recibirlos más",
        pausedUntil: "En pausa hasta el %@",
        left: "Dado de baja",
        blocked: "No se envía, por otro motivo. Escriba al remitente si quiere volver a recibir correos.",
        saveButton: "Guardar",
        saved: "Sus preferencias están guardadas.",
        unchanged: "No se cambió nada.",
        notHereTitle: "Aquí no hay nada",
        notHere: "Este enlace no lleva a ninguna parte. Quizá no se copió entero.",
        goneTitle: "Ya no está aquí",
        gone: "Este mensaje ya no se puede mostrar. Sigue en su buzón.")
}

extension String {
    /// The text with names put in the places of its `%@`, in order.
    func filled(_ names: String...) -> String {
        var names = names[...]
        var out = ""
        var rest = self[...]
        while let mark = rest.firstRange(of: "%@") {
            out += rest[..<mark.lowerBound]
            out += names.popFirst() ?? ""
            rest = rest[mark.upperBound...]
        }
        return out + rest
    }
}
