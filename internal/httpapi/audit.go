package httpapi

import (
	"net/http"
	"net/url"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/city"
)

// auditAnswer is a page of the audit.
type auditAnswer struct {
	Entries []access.EntryInfo `json:"entries"`
	Next    int64              `json:"next" doc:"the after of the next page, in the same order; 0 on the last one"`
}

// auditPage is how many rows of the audit an answer holds at most.
const auditPage = 500

func (s *Server) audit(w http.ResponseWriter, r *http.Request, q url.Values) error {
	f := access.Filter{
		Account: q.Get("account"), Action: access.Action(q.Get("action")), Of: q.Get("of"), Newest: q.Get("order") == "newest", After: int64(whole(q, "after", 0)), Limit: whole(q, "limit", 100),
	}
	var err error
	if q.Has("from") {
		if f.From, err = s.instant("from", q.Get("from")); err != nil {
			return err
		}
	}
	if q.Has("to") {
		if f.To, err = s.instant("to", q.Get("to")); err != nil {
			return err
		}
	}
	list, err := s.cfg.Gate.Audit(r.Context(), callerIn(r.Context()), f)
	if err != nil {
		return err
	}
	ans := auditAnswer{Entries: list}
	if ans.Entries == nil {
		ans.Entries = []access.EntryInfo{}
	}
	if len(list) == f.Limit {
		ans.Next = list[len(list)-1].Seq
	}
	return s.tell(w, r, http.StatusOK, ans)
}

// auditCheck is what the verifier of the chain found.
type auditCheck struct {
	Rows   int            `json:"rows"`
	Broken *access.Broken `json:"broken" doc:"the first row that is not as it was written; null where there is none"`
}

func (s *Server) verifyAudit(w http.ResponseWriter, r *http.Request, _ url.Values) error {
	rows, _, broken, err := s.cfg.Gate.VerifyAudit(r.Context())
	if err != nil {
		return err
	}
	return s.tell(w, r, http.StatusOK, auditCheck{Rows: rows, Broken: broken})
}

func (s *Server) auditHead(w http.ResponseWriter, r *http.Request, _ url.Values) error {
	head, err := s.cfg.Gate.SignedHead(r.Context())
	if err != nil {
		return err
	}
	return s.tell(w, r, http.StatusOK, head)
}

// accountRoutes are those of the three officers: accounts, rights, tokens, the audit.
func (s *Server) accountRoutes() []Route {
	if s.cfg.Gate == nil {
		return nil
	}
	return append(s.userRoutes(), s.auditRoutes()...)
}

func (s *Server) userRoutes() []Route {
	name := Param{Name: "name", Type: Text, Required: true, Says: city.Label{Zh: "账号名", En: "name of an account"}}
	bad := []string{"missing_parameter", "unknown_parameter", "repeated_parameter"}
	row := func(method, path, called string, a access.Action, zh, en string, h handler) Route {
		rt := Route{
			Method: method, Pattern: "/api/v1/" + path, Name: called, Action: a, Personal: Account, Cost: Work, Writes: method != "GET",
			Summary: city.Label{Zh: zh, En: en}, handle: h,
		}
		if rt.inPath("name") {
			rt.Params, rt.Fails = []Param{name}, Fails{404: {"unknown_account"}, 409: {"account_changed", "last_officer"}}
		}
		if rt.inPath("id") {
			rt.Params = []Param{{Name: "id", Type: Text, Required: true, Says: city.Label{Zh: "令牌编号", En: "number of a token"}}}
			rt.Fails = Fails{404: {"no_token"}}
		}
		rt.Empty = method != "GET"
		return rt
	}
	list := row("GET", "users", "listUsers", "users.read", "账号列表", "Accounts", s.users)
	list.Answers = []Answer{{jsonType, usersAnswer{}}}
	create := row("POST", "users", "createUser", "users.write", "新建账号；初始密码只显示一次", "Make an account; its first password is shown once", s.createUser)
	create.Repeat = Untold
	create.Body, create.Answers, create.Created, create.Empty = &Body{Of: newUser{}}, []Answer{{jsonType, passwordAnswer{}}}, true, false
	create.Fails = Fails{400: append([]string{"bad_account", "bad_password"}, bad...), 409: {"account_taken"}}
	grant := row("POST", "users/{name}/grant", "grantUser", "users.grant", "授予角色与区域范围（安全管理员）", "Give an account its roles and areas", s.grantUser)
	grant.Body = &Body{Of: grantBody{}}
	grant.Fails = Fails{400: append([]string{"bad_grant", "roles_apart"}, bad...), 403: {"own_rights"}, 404: {"unknown_account", "unknown_code"}, 409: {"account_changed", "last_officer"}}
	reset := row("POST", "users/{name}/reset", "resetUser", "users.write", "重置密码；新密码只显示一次", "Give an account a new first password, and end its sessions", s.resetUser)
	reset.Repeat = Untold
	reset.Fails = Fails{403: {"officer_reset"}, 404: {"unknown_account"}, 409: {"account_changed"}}
	reset.Answers, reset.Empty = []Answer{{jsonType, passwordAnswer{}}}, false
	disable := row("POST", "users/{name}/disable", "disableUser", "users.write", "停用或启用账号", "Turn an account off, or on", s.disableUser)
	disable.Body, disable.Fails = &Body{Of: switchBody{}}, Fails{400: bad, 404: {"unknown_account"}, 409: {"account_changed", "last_officer"}}
	end := row("POST", "users/{name}/sessions/end", "endUserSessions", "users.grant", "结束账号的全部会话与令牌", "End all sessions and tokens of an account", s.endUserSessions)
	drop := row("DELETE", "users/{name}", "dropUser", "users.write", "删除账号", "Take an account away", s.dropUser)
	tokens := row("GET", "tokens", "listTokens", "tokens.write", "接口令牌列表", "Tokens of programs and walls", s.tokens)
	tokens.Answers = []Answer{{jsonType, tokensAnswer{}}}
	token := row("POST", "tokens", "createToken", "tokens.write", "新建接口令牌或大屏令牌；只显示一次", "Make a token for a program or a wall; it is shown once", s.createToken)
	token.Repeat = Untold
	token.Body, token.Answers, token.Created, token.Empty = &Body{Of: newToken{}}, []Answer{{jsonType, tokenAnswer{}}}, true, false
	token.Fails = Fails{400: append([]string{"bad_time", "bad_token_spec"}, bad...), 404: {"unknown_account"}}
	drop2 := row("DELETE", "tokens/{id}", "dropToken", "tokens.write", "吊销令牌", "Revoke a token", s.dropToken)
	return []Route{list, create, grant, reset, disable, end, drop, tokens, token, drop2}
}

func (s *Server) auditRoutes() []Route {
	text := func(name, zh, en string) Param {
		return Param{Name: name, Type: Text, Says: city.Label{Zh: zh, En: en}}
	}
	row := func(path, called, zh, en string, of any, h handler) Route {
		return Route{
			Method: "GET", Pattern: "/api/v1/audit" + path, Name: called, Action: "audit.read", Personal: Account, Cost: Work,
			Summary: city.Label{Zh: zh, En: en}, Answers: []Answer{{jsonType, of}}, handle: h,
		}
	}
	list := row("", "listAudit", "审计记录：谁查看了谁、谁改了什么", "The audit: who saw whom, and who changed what", auditAnswer{}, s.audit)
	list.Params = []Param{
		text("from", "起始时间", "first instant"), text("to", "截止时间（不含）", "instant before which it ends"), text("account", "账号", "account"),
		text("action", "操作", "action"), text("of", "对象，如 person/P-17", "what it was about, such as person/P-17"),
		{Name: "after", Type: Integer, Least: 0, Most: maxRevision, Says: city.Label{Zh: "从该序号之后（按所选顺序）", En: "rows behind this number, in the order asked for"}},
		{Name: "order", Type: Text, Enum: []string{"oldest", "newest"}, Default: "oldest", Says: city.Label{Zh: "顺序：最早在前或最新在前", En: "which rows come first"}},
		{Name: "limit", Type: Integer, Least: 1, Most: auditPage, Default: "100", Says: city.Label{Zh: "行数", En: "number of rows"}},
	}
	list.Fails = Fails{400: {"bad_time"}}
	return []Route{
		list,
		row("/verify", "verifyAudit", "校验审计链", "Verify the chain of the audit", auditCheck{}, s.verifyAudit),
		row("/head", "getAuditHead", "审计链末端（已签名），供异地保存", "The signed head of the audit, to be kept elsewhere", access.Head{}, s.auditHead),
	}
}
