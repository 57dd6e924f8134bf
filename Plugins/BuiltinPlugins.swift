public import PluginKit

/// Every plugin that comes with the program, in alphabetical order of their ids.
///
/// Adding one is its folder and a line here.
public let builtinPlugins: [any Plugin.Type] = [
    ApprovalRequestPlugin.self,
    CareQuietPlugin.self,
    CheckInAskPlugin.self,
    CommitmentRemindPlugin.self,
    ConcernTellPlugin.self,
    DigestCommunityPlugin.self,
    DigestSendPlugin.self,
    GoalsReviewPlugin.self,
    HelpOfferPlugin.self,
    LeavingFollowPlugin.self,
    MeetingReflectPlugin.self,
    PairingFollowPlugin.self,
    PairingInvitePlugin.self,
    PairingProposePlugin.self,
    PairingRemindPlugin.self,
    PairingRestPlugin.self,
    PromptsFadePlugin.self,
    ReminderSendPlugin.self,
    WelcomeFirstPlugin.self,
    WelcomeGreetPlugin.self,
    WelcomeSendPlugin.self,
]
