/// The fault that stopped the reading of one cell; the table goes on with the next.
struct LanguageCellFault: Error {
    let fault: LanguageTableError.Fault

    init(_ fault: LanguageTableError.Fault) { self.fault = fault }
}
