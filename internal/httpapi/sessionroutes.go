package httpapi

import "github.com/redsail/redsail/internal/city"

// sessionRoutes are those by which somebody signs in and out.
func (s *Server) sessionRoutes() []Route {
	row := func(method, path, name, zh, en string, h handler) Route {
		return Route{
			Method: method, Pattern: "/api/v1/session" + path, Name: name, Action: "session", Personal: Account, Cost: Cheap, Writes: method != "GET", Repeat: anew(method),
			Summary: city.Label{Zh: zh, En: en}, Answers: []Answer{{jsonType, sessionAnswer{}}}, handle: h,
		}
	}
	in := row("POST", "", "signIn", "登录", "Sign in", s.signIn)
	in.Body, in.Cost = &Body{Of: signIn{}}, Work
	in.Fails = Fails{400: {"missing_parameter", "unknown_parameter", "repeated_parameter"}, 401: {"bad_credentials", "second_factor_needed", "wrong_code"}, 403: {"insecure_transport"}, 404: {"no_accounts"}, 429: {"too_many_tries"}, 503: {"sign_in_busy"}}
	demo := row("POST", "/demo", "signInDemo", "一键登录演示账号（仅限本机与虚构数据）", "Sign in to an account of the made-up city: on this machine only", s.signInDemo)
	demo.Body, demo.Fails = &Body{Of: demoSignIn{}}, Fails{400: in.Fails[400], 404: {"no_demo_account"}}
	wall := row("POST", "/wall", "signInWall", "用墙面令牌打开大屏", "Open a wall by its token", s.signInWall)
	wall.Body, wall.Cost = &Body{Of: wallSignIn{}}, Work
	wall.Fails = Fails{400: in.Fails[400], 401: {"bad_token"}, 403: in.Fails[403], 404: in.Fails[404], 429: {"rate_limited"}}
	out := row("DELETE", "", "signOut", "退出登录", "Sign out", s.signOut)
	out.Answers, out.Empty = nil, true
	if s.cfg.Gate == nil {
		return []Route{row("GET", "", "getSession", "当前登录的账号、角色、可做的操作", "Who is signed in, and what they may do", s.whoAmI), in}
	}
	own := func(rt Route) Route { rt.Action = "account.self"; return rt }
	password := own(row("POST", "/password", "changePassword", "修改自己的密码", "Change the own password", s.changePassword))
	password.Body, password.Cost = &Body{Of: newPassword{}}, Work
	password.Fails = Fails{400: append([]string{"bad_password"}, in.Fails[400]...), 401: {"bad_credentials", "no_session"}, 409: {"no_password"}, 429: in.Fails[429]}
	factor := own(row("POST", "/factor", "beginFactor", "开始设置二次验证", "Begin to set up the second factor", s.beginFactor))
	factor.Answers, factor.Fails = []Answer{{jsonType, factorAnswer{}}}, Fails{409: {"factor_on", "password_first"}}
	confirm := own(row("POST", "/factor/confirm", "confirmFactor", "确认二次验证", "Confirm the second factor by its first code", s.confirmFactor))
	confirm.Body, confirm.Fails = &Body{Of: factorCode{}}, Fails{400: in.Fails[400], 401: {"wrong_code", "no_session"}, 409: {"no_factor", "factor_on"}, 429: in.Fails[429]}
	list := own(row("GET", "s", "listSessions", "自己的登录会话", "The sessions of the own account", s.listSessions))
	list.Answers = []Answer{{jsonType, sessionsAnswer{}}}
	end := own(row("DELETE", "s/{id}", "endSession", "结束一个会话", "End a session of the own account", s.endSession))
	end.Params = []Param{{Name: "id", Type: Text, Required: true, Says: city.Label{Zh: "会话编号", En: "number of a session"}}}
	end.Answers, end.Empty, end.Fails = nil, true, Fails{404: {"unknown_session"}}
	return []Route{row("GET", "", "getSession", "当前登录的账号、角色、可做的操作", "Who is signed in, and what they may do", s.whoAmI), in, demo, wall, out, password, factor, confirm, list, end}
}
