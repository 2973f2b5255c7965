"""The register of companies. Stream: the company (`company_id`), its fields sealed under the company's key."""

from __future__ import annotations

from council_events.event import Event
from council_events.sealed import Sealed
from council_events.values import Code, CompanyId, Industry, LedgerId, LegalForm, PrefectureCode, ProvisionId, Yen


class NationwideQuestion(Code):
    """What is asked of the cases of all councils together."""

    LIFETIME_CEILING = "lifetime_ceiling", "計画策定支援（通常枠）の通算上限の残額"
    REGULAR_AGAIN = "regular_again", "通常枠の再度の利用に当たるか"
    EARLY_AGAIN = "early_again", "早期経営改善計画策定支援の再度の利用に当たるか"
    EARLIER_PLAN = "earlier_plan", "過去に計画策定支援を受けたか"
    RUNNING_SUPPORT = "running_support", "支援中又は支援済みの計画策定支援があるか"


class Answer(Code):
    """All that is ever said."""

    YES = "yes", "はい"
    NO = "no", "いいえ"
    REMAINING = "remaining", "残額"


class CompanyRegistered(Event, type_name="council.intake.CompanyRegistered.v1", ja="企業の登録"):
    """A company is known to the platform from now on. The 法人番号 is as good as the name, hence sealed."""

    company_id: CompanyId
    name: Sealed[str]
    kana: Sealed[str] | None = None
    corporate_number: Sealed[str] | None = None
    address: Sealed[str] | None = None
    phone: Sealed[str] | None = None
    prefecture: PrefectureCode
    legal_form: LegalForm
    industry: Industry


class CompanyRenamed(Event, type_name="council.intake.CompanyRenamed.v1", ja="商号・屋号の変更"):
    """The company bears another name since `occurredon`."""

    company_id: CompanyId
    name: Sealed[str]
    kana: Sealed[str] | None = None


class CompanyMoved(Event, type_name="council.intake.CompanyMoved.v1", ja="所在地の変更"):
    """The company's head office stands elsewhere since `occurredon`."""

    company_id: CompanyId
    prefecture: PrefectureCode
    address: Sealed[str]
    phone: Sealed[str] | None = None


class ProprietorIncorporated(Event, type_name="council.intake.ProprietorIncorporated.v1", ja="法人成り"):
    """A sole proprietor carries the business on as a corporation since `occurredon`; the entry stays the same."""

    company_id: CompanyId
    name: Sealed[str]
    corporate_number: Sealed[str]
    legal_form: LegalForm


class CompanyMerged(Event, type_name="council.intake.CompanyMerged.v1", ja="合併による消滅"):
    """The company went into another one of the register on `occurredon`."""

    company_id: CompanyId
    into: CompanyId


class CompaniesJoined(Event, type_name="council.intake.CompaniesJoined.v1", ja="重複登録の統合"):
    """This entry and `same_as` are one company; both stay as they were entered."""

    company_id: CompanyId
    same_as: CompanyId
    reason: Sealed[str]


class CompaniesParted(Event, type_name="council.intake.CompaniesParted.v1", ja="統合の取消し"):
    """This entry and `same_as` were two companies after all."""

    company_id: CompanyId
    same_as: CompanyId
    reason: Sealed[str]


class CompanyEntryClosed(
    Event, type_name="council.intake.CompanyEntryClosed.v1", ja="企業の登録の閉鎖", final="YR-2-1-4-4-2"
):
    """Two have decided to destroy what the entry says: nothing more is recorded in it, and nobody finds it any more.

    `ledger_id`: the ledger of its 法人番号, by which uses and supports go on counting for whoever registers that number again
    (SUB-E-4, SUB-E-7, SUB-E-10); None where it had none.
    """

    company_id: CompanyId
    ledger_id: LedgerId | None = None


class NationwideAnswerGiven(
    Event,
    type_name="council.intake.NationwideAnswerGiven.v1",
    ja="全国の利用状況の照会への回答",
    final="LAW-136-2",
):
    """A disclosure: the answer, as of `occurredon`, to one question about the company in all councils together.

    It says yes, no or the yen that remain, with the provision that the question rests on, and nothing of where or what.
    """

    company_id: CompanyId
    question: NationwideQuestion
    answer: Answer
    remaining: Yen | None = None
    provision: ProvisionId
