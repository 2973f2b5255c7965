"""The vocabulary of the figures: what is counted, and what distinct companies are counted of.

T1 to T14 are the published tables (domain notes §2.2). `n` counts occurrences; `amount` is in the measure's own unit.
"""

from __future__ import annotations

from council_events.values import Code


class Measure(Code):
    """What is counted, under items of its own. A measure belongs to one act; several divide the same acts."""

    CONSULTATION = "consultation", "相談"
    REQUESTER = "requester", "相談者"
    RESULT = "result", "窓口相談の結果"
    CONSULTATION_INDUSTRY = "consultation_industry", "窓口相談の業種"
    CONSULTATION_SALES = "consultation_sales", "窓口相談企業の売上規模"
    CONSULTATION_STAFF = "consultation_staff", "窓口相談企業の従業員規模"
    ROUTE = "route", "窓口相談の持込経路"
    CHANNEL = "channel", "窓口相談の応対方法"
    LINE = "line", "支援の検討"
    START = "start", "支援の開始"
    COMPLETION = "completion", "再生計画の成立"
    COMPLETED_LINE = "completed_line", "支援の完了（種類別）"
    COMPLETION_INDUSTRY = "completion_industry", "完了企業の業種"
    COMPLETION_SALES = "completion_sales", "完了企業の売上規模"
    COMPLETION_STAFF = "completion_staff", "完了企業の従業員規模"
    METHOD = "method", "金融支援の手法"
    METHOD_GROUP = "method_group", "金融支援の手法（再掲）"
    BUSINESS_METHOD = "business_method", "事業面の手法"
    DAYS = "days", "相談から完了までの日数"
    JOBS = "jobs", "維持雇用者数"
    DEBT = "debt", "金融支援の対象となった債務"
    WAIVED = "waived", "債権放棄等の額"
    IMPROVEMENT_FORM = "improvement_form", "収益力改善計画の成立"
    IMPROVEMENT_INDUSTRY = "improvement_industry", "収益力改善支援の完了企業の業種"
    IMPROVEMENT_SALES = "improvement_sales", "収益力改善支援の完了企業の売上規模"
    IMPROVEMENT_STAFF = "improvement_staff", "収益力改善支援の完了企業の従業員規模"
    IMPROVEMENT_METHOD = "improvement_method", "収益力改善計画の金融支援の手法"
    IMPROVEMENT_DAYS = "improvement_days", "相談から収益力改善計画の成立までの日数"
    GUARANTEE_PERSONS = "guarantee_persons", "保証債務整理の完了（人数）"
    GUARANTEE_RELEASED = "guarantee_released", "免除された保証債務"
    GUARANTEE_DAYS = "guarantee_days", "相談から弁済計画の成立までの日数"
    OUTCOME_COMPANY = "outcome_company", "再チャレンジ支援の結果（法人の債務整理）"
    OUTCOME_PERSON = "outcome_person", "再チャレンジ支援の結果（個人の債務整理）"
    NEW_START = "new_start", "再チャレンジの状況"
    EFFECT = "effect", "再チャレンジ支援の効果"
    RECHALLENGE_TOPIC = "rechallenge_topic", "再チャレンジ支援の助言"
    END = "end", "再生支援の終了の理由"
    ENDED_LINE = "ended_line", "支援の終了（種類別）"
    FAILED_AGAIN = "failed_again", "二次破綻"
    MONITORING = "monitoring", "モニタリングの報告"
    MONITORING_DECISION = "monitoring_decision", "モニタリング終了時の判断"
    PERFORMANCE = "performance", "実施状況の報告（別冊３）"
    APPLICATION = "application", "利用申請"
    APPLICATION_INDUSTRY = "application_industry", "利用申請企業の業種"
    ACCEPTANCE = "acceptance", "利用申請の受理"
    CLAIM = "claim", "支払申請"
    CLAIM_KIND = "claim_kind", "支払申請（種類別）"
    DECISION = "decision", "支払決定"
    PAYMENT = "payment", "支払"
    PAYMENT_KIND = "payment_kind", "支払（費目別）"
    SUBSIDY_END = "subsidy_end", "計画策定支援事業の終了"
    PUBLICITY = "publicity", "広報活動"
    PUBLICITY_SUBSIDY = "publicity_subsidy", "広報活動（経営改善計画策定支援事業）"
    TRAINING = "training", "教育・研修"
    TRAINING_SUBSIDY = "training_subsidy", "教育・研修（経営改善計画策定支援事業）"
    PROMOTION = "promotion", "広報活動の回数"
    TRAININGS = "trainings", "教育・研修の回数"


class Distinct(Code):
    """What distinct companies are counted of (RP-3)."""

    CONSULTED = "consulted", "窓口相談の実企業数"
    COMPLETED = "completed", "再生支援を完了した実企業数"
    IMPROVED = "improved", "収益力改善支援を完了した実企業数"
    GUARANTEE = "guarantee", "保証債務整理の企業数"
    GUARANTEE_TOGETHER = "guarantee_together", "保証債務整理の企業数（一体型）"
    GUARANTEE_ALONE = "guarantee_alone", "保証債務整理の企業数（単独型）"
    RECHALLENGED = "rechallenged", "再チャレンジ支援の実企業数"
    APPLIED = "applied", "利用申請の実企業数"


class ActKind(Code):
    """What happened in a case and is counted."""

    CONSULTATION = "consultation", "相談"
    LINE = "line", "支援の検討"
    START = "start", "支援の開始"
    COMPLETION = "completion", "支援の完了"
    END = "end", "支援の終了"
    MONITORING = "monitoring", "モニタリングの報告"
    MONITORING_END = "monitoring_end", "モニタリングの終了"
    APPLICATION = "application", "利用申請"
    ACCEPTANCE = "acceptance", "利用申請の受理"
    CLAIM = "claim", "支払申請"
    DECISION = "decision", "支払決定"
    PAYMENT = "payment", "支払"
    SUBSIDY_END = "subsidy_end", "計画策定支援事業の終了"
    PUBLICITY = "publicity", "広報活動"
    TRAINING = "training", "教育・研修"


class Function(Code):
    """The three functions of a council, one for each recorded activity (YR-1-1-2)."""

    CONSULTATION = "consultation", "①幅広い相談対応"
    SUPPORT = "support", "②中小企業者への支援と支援専門家の育成"
    PROMOTION = "promotion", "③支援専門家の活用の普及啓発"
