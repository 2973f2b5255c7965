"""What the open and sealed fields of all events are called on a Japanese screen; a test asks for every one of them."""

from __future__ import annotations

from typing import Final

LABELS: Final = dict(
    line.split(" ")
    for line in """\
above_guide_reason 目安を超える見積りを受理した理由
address 所在地
advice 助言
agencies 認定経営革新等支援機関
agency_id 認定支援機関ID番号
amount 金額（円）
asked_on 依頼日
assigned_to 担当者
begins_on 開始日
body 紹介先
bureau 経済産業局等
bureau_consent_on 経済産業局等の了承日
by 実施者
capital 資本金（円）
career 経歴
case_id 案件番号
cases 案件番号
channel 相談の方法
claim 債権額（円）
closing_month 決算月
commissioned_on 委嘱日
company_id 企業番号
company_kana 企業名（カナ）
company_name 企業名
company_phone 電話番号
conclusion 結論
confirmation 確認の方法
confirmed_on 確認日
consent_deadline 同意の期限
consented_on 承諾日
consulted_on 協議・相談の日
corporate_number 法人番号
costs 費用
creditor_id 債権者番号
creditors 対象債権者
debt_before 支援前の債務額（円）
debt_to_cash_flow 有利子負債の対キャッシュ・フロー比率
debt_waived 債権放棄額（円）
decided_by 決定者
decision 決定
detail 詳細
due_diligence 調査の方法
economic_grounds 地域経済・雇用への影響
edition 要領の版
employees 従業員数
ended_on 退任日
ends_on 終了日
estimates 見積り
exception_confirmed 例外の理由の確認
exception_grounds 例外の理由
expected_approval_on 成立の見込み日
expected_kind 見込まれる計画の種類
fields 項目
figures 計画の数値
financial_support 金融支援
findings 認定した事項
found 件数
full_plan_intended 本格的な再生計画の予定
ground 理由
guarantee_release 経営者保証の解除
guaranteed_loan 信用保証協会の保証付き融資
guarantor_exists 保証人の有無
has_regional_section 地域経済への影響の記載
held_on 開催日
home_institution 出向元
industry 業種
intention 意向
interest_bearing_debt 有利子負債（円）
interim_requested 期中の伴走支援の希望
items 項目
jobs 雇用者数
kana カナ
kind 種類
knowledge 知見の分野
lapses_on 期限
legal_form 法人格
lenders 取引金融機関数
lenders_consented 同意した金融機関数
line 支援の種類
liquidation_value 清算価値（円）
livelihood_benefit 生活の確保への有益性
main_bank_signed 主要金融機関の確認
manager_responsibility 経営者責任
members 構成員
methods 金融支援の手法
mode 開催方法
months_between_reports 報告の間隔（月）
name 名称・氏名
need 必要性
no_interest_declared 利害関係のない旨の申告
note 備考
notes 内容
number 番号
office 役職
operating_cash_flows 営業キャッシュ・フロー（円）
ordinary_profit 経常利益（円）
outside_expert 外部専門家
paid_on 支払日
papers 書類
payables 支払額
period_from 対象期間の初日
period_reason 期間の理由
period_to 対象期間の末日
person 利用者
phone 電話番号
plan_version 計画案の版
pledge_on 誓約書の受領日
pledged_on 誓約日
prefecture 都道府県
provision 根拠規定
qualification 資格
qualifications 資格
real_net_worth 実態純資産（円）
reason 理由
received_on 受領日
recovery 回収見込額（円）
registry_certificate_on 履歴事項全部証明書の日付
report 報告
representative 代表
requested_on 申込日
requester 相談者
requester_name 相談者の氏名
reschedule_until 暫定リスケジュールの期限
response 対応
result 結果
route 経路
ruleset 適用する規定の日
sales 売上高（円）
secondment 出向
secondment_ends_on 出向の終了日
shareholder_responsibility 株主責任
signed_by 署名者
signer_exception 署名者の例外の理由
signer_qualification 署名者の資格
standard_date 標準処理期間の満了日
story 相談の経緯
substitute 代行者
summary 概要
told_on 伝達日
total 合計（円）
track 枠
version 版
versions 版
view 閲覧の種類
waiver_expected 債権放棄等の見込み
wishes 希望
with_claim_filing 債権届出の依頼
words 検索語
worked_from 着手日
years_to_profit 黒字化までの年数
years_to_solvency 債務超過解消までの年数
""".splitlines()
)
"""field name → label"""


def label_of(field: str) -> str:
    """The field's label; its name where a newer event brings one that has none yet."""
    return LABELS.get(field, field)
