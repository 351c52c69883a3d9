//! The API's words for what `model` has types for: only so that the description names them.

pub use model::organisation::Standing;
use serde::Serialize;
use utoipa::ToSchema;

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident as $case:tt { $($word:ident),* })*) => {$(
        $(#[$doc])*
        #[derive(Serialize, ToSchema)]
        #[serde(rename_all = $case)]
        #[allow(dead_code, missing_docs)]
        pub enum $name { $($word),* }
    )*};
}

words! {
    /// How a position came.
    MethodName as "kebab-case" { Passkey, MailCode, Session, SessionHanded, Token, Relayed, Silence }
    /// Whether the server's work goes on.
    HouseName as "kebab-case" { Open, SetBack, Retired }
    /// A choice that an act makes.
    ChoiceName as "lowercase" { Yes, No }
    /// What becomes of objections from earlier rounds.
    ObjectionsName as "kebab-case" { Resolved, MayBeOverridden }
    /// How the names of signatories are set.
    NameStyleName as "lowercase" { Inline, Columns, Numbered, Country, Status }
    /// Why a name is counted and not printed.
    WithheldName as "lowercase" { Safety }
    /// Whether acronyms are printed behind names.
    AcronymsName as "kebab-case" { NotPrinted, Printed }
    /// What an edition is for.
    PurposeName as "lowercase" { Text, Correction }
    /// Whether published files carry what passkeys signed.
    ProofsName as "lowercase" { Kept, Published }
    /// How much is mailed to a person.
    MailedName as "lowercase" { Least, Asked, All }
    /// When a mail goes out.
    DeliveryName as "kebab-case" { AtOnce, Daily }
    /// A role in a dossier.
    RoleName as "lowercase" { Reader, Commenter, Suggester, Editor, Coordinator }
    /// What sort of text it is.
    KindName as "kebab-case" { Annex, ExplanationOfVote, JointStatement, Letter, OralStatement }
    /// Which way a text runs.
    DirectionName as "lowercase" { Ltr, Rtl }
    /// What an organisation says of a version.
    PositionName as "snake_case" { Signed, SignedWithReservation, Conditional, Objects, Declines, Recused, Withdrawn, Assented }
    /// How an organisation takes part.
    OrganisationKindName as "lowercase" { Member, Network, Endorser }
    /// Whether a mandate stands.
    MandateStateName as "lowercase" { Active, Suspended, Ended, Left }
    /// Whether positions may be relayed.
    RelayingName as "lowercase" { Allowed, Forbidden }
}
