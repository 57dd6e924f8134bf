import Foundation

/// The files of a first program, which are those of this repository: the demo runs them, `init` writes them.
enum StarterFiles {
    /// By path below the program's folder.
    static let all: [(path: String, bytes: [UInt8])] = [
        ("Config/attention.yaml", PackageResources.attention_yaml),
        ("Config/consents.yaml", PackageResources.consents_yaml),
        ("Config/crisis.yaml", PackageResources.crisis_yaml),
        ("Config/language.pt.tsv", PackageResources.language_pt_tsv),
        ("Config/language.tsv", PackageResources.language_tsv),
        ("Config/messages/care.choices.yaml", PackageResources.care_choices_yaml),
        ("Config/messages/care.contact.yaml", PackageResources.care_contact_yaml),
        ("Config/messages/care.note.yaml", PackageResources.care_note_yaml),
        ("Config/messages/check-in.evening.yaml", PackageResources.check_in_evening_yaml),
        ("Config/messages/commitment.follow-up.yaml", PackageResources.commitment_follow_up_yaml),
        ("Config/messages/commitment.now.yaml", PackageResources.commitment_now_yaml),
        ("Config/messages/digest.community.yaml", PackageResources.digest_community_yaml),
        ("Config/messages/digest.run-report.yaml", PackageResources.digest_run_report_yaml),
        ("Config/messages/digest.staff.yaml", PackageResources.digest_staff_yaml),
        ("Config/messages/goals.review-invite.yaml", PackageResources.goals_review_invite_yaml),
        ("Config/messages/goals.review-offer.yaml", PackageResources.goals_review_offer_yaml),
        ("Config/messages/group.today.yaml", PackageResources.group_today_yaml),
        ("Config/messages/pairing.ask-mentor.yaml", PackageResources.pairing_ask_mentor_yaml),
        ("Config/messages/pairing.ask-newcomer.yaml", PackageResources.pairing_ask_newcomer_yaml),
        ("Config/messages/pairing.closing.yaml", PackageResources.pairing_closing_yaml),
        ("Config/messages/pairing.continue.yaml", PackageResources.pairing_continue_yaml),
        ("Config/messages/pairing.how-is-it-going.yaml", PackageResources.pairing_how_is_it_going_yaml),
        ("Config/messages/pairing.introduction.yaml", PackageResources.pairing_introduction_yaml),
        ("Config/messages/pairing.mentor-rest.yaml", PackageResources.pairing_mentor_rest_yaml),
        ("Config/messages/welcome.day-0.yaml", PackageResources.welcome_day_0_yaml),
        ("Config/messages/welcome.day-1.yaml", PackageResources.welcome_day_1_yaml),
        ("Config/messages/welcome.day-14.yaml", PackageResources.welcome_day_14_yaml),
        ("Config/messages/welcome.day-3.yaml", PackageResources.welcome_day_3_yaml),
        ("Config/messages/welcome.day-7.yaml", PackageResources.welcome_day_7_yaml),
        ("Config/messages/welcome.greet-staff.yaml", PackageResources.welcome_greet_staff_yaml),
        ("Config/milieu.yaml", PackageResources.milieu_yaml),
        ("Config/people.csv", PackageResources.people_csv),
        ("Config/questionnaires/barc-10.yaml", PackageResources.barc_10_yaml),
        ("Config/questionnaires/evening.yaml", PackageResources.evening_yaml),
        ("Config/questionnaires/gad-2.yaml", PackageResources.gad_2_yaml),
        ("Config/questionnaires/gad-7.yaml", PackageResources.gad_7_yaml),
        ("Config/questionnaires/goals.yaml", PackageResources.goals_yaml),
        ("Config/questionnaires/k10.yaml", PackageResources.k10_yaml),
        ("Config/questionnaires/k6.yaml", PackageResources.k6_yaml),
        ("Config/questionnaires/newcomer-buddy.yaml", PackageResources.newcomer_buddy_yaml),
        ("Config/questionnaires/newcomer-cadence.yaml", PackageResources.newcomer_cadence_yaml),
        ("Config/questionnaires/newcomer-hello.yaml", PackageResources.newcomer_hello_yaml),
        ("Config/questionnaires/newcomer-week.yaml", PackageResources.newcomer_week_yaml),
        ("Config/questionnaires/pair.yaml", PackageResources.pair_yaml),
        ("Config/questionnaires/phq-2.yaml", PackageResources.phq_2_yaml),
        ("Config/questionnaires/phq-8.yaml", PackageResources.phq_8_yaml),
        ("Config/questionnaires/phq-9.yaml", PackageResources.phq_9_yaml),
        ("Config/questionnaires/quiet-choices.yaml", PackageResources.quiet_choices_yaml),
        ("Config/questionnaires/who-5.yaml", PackageResources.who_5_yaml),
        ("Config/review-cadences.yaml", PackageResources.review_cadences_yaml),
        ("Jobs/commitment-reminder.yaml", PackageResources.commitment_reminder_yaml),
        ("Jobs/community-digest.yaml", PackageResources.community_digest_yaml),
        ("Jobs/goal-review.yaml", PackageResources.goal_review_yaml),
        ("Jobs/group-reminder.yaml", PackageResources.group_reminder_yaml),
        ("Jobs/mentor-rest.yaml", PackageResources.mentor_rest_yaml),
        ("Jobs/newcomer-pairing.yaml", PackageResources.newcomer_pairing_yaml),
        ("Jobs/nightly-check-in.yaml", PackageResources.nightly_check_in_yaml),
        ("Jobs/nightly-digest.yaml", PackageResources.nightly_digest_yaml),
        ("Jobs/pairing-follow-up.yaml", PackageResources.pairing_follow_up_yaml),
        ("Jobs/quiet-care.yaml", PackageResources.quiet_care_yaml),
        ("Jobs/welcome-in-person.yaml", PackageResources.welcome_in_person_yaml),
        ("Jobs/welcome.yaml", PackageResources.welcome_yaml),
    ]

    /// Writes the files into `folder`, each changed by `edit` first.
    static func write(to folder: String, edit: (_ path: String, _ text: String) -> String = { $1 }) throws {
        for (path, bytes) in all {
            let full = URL(fileURLWithPath: folder).appendingPathComponent(path)
            try FileManager.default.createDirectory(
                at: full.deletingLastPathComponent(), withIntermediateDirectories: true)
            try edit(path, String(decoding: bytes, as: UTF8.self)).write(to: full, atomically: true, encoding: .utf8)
        }
    }
}
