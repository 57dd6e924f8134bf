/// The goal review as a job of dates counted from when people joined, for what is to be known of such jobs.
enum JoinDates {
    static func edit(_ path: String, _ text: String) -> String {
        guard path == "Jobs/goal-review.yaml", let from = text.firstRange(of: "on:\n"),
            let to = text.firstRange(of: "audience:")
        else { return text }
        return text[..<from.lowerBound]
            + """
            on:
              date:
                - field: member.joined_on
                  offset: 30d
                  repeat: 30d
                  at: "10:00"
                  timezone: member
                  weekdays: [mon, tue, wed, thu, fri]


            """ + text[to.lowerBound...]
    }
}
