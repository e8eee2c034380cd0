package access

import (
	"context"

	"github.com/redsail/redsail/internal/city"
)

// DemoAccounts are those that a made-up city has, in the order in which they are offered.
func DemoAccounts() []NewUser {
	return []NewUser{
		{Name: "demo-dispatcher", Title: "演示调度员", Roles: []Role{Dispatcher}, WholeCity: true, Demo: true},
		{Name: "demo-planner", Title: "演示规划员", Roles: []Role{Planner}, WholeCity: true, Demo: true},
		{Name: "demo-worker", Title: "演示网格员", Roles: []Role{Worker}, Demo: true},
		{Name: "demo-keeper", Title: "演示数据管理员", Roles: []Role{Keeper}, WholeCity: true, Demo: true},
	}
}

// SignInDemo signs in to an account of a made-up city without a password. That this is such a city,
// and who asks sits at this machine, is for the caller to know. NotFound, no_demo_account.
func (s *Service) SignInDemo(ctx context.Context, name, address, agent string) (secret string, c *Caller, err error) {
	ctx = WithAddress(ctx, address)
	a, err := s.store.Account(ctx, name)
	if missing(err) || err == nil && (!a.Demo || a.Disabled) {
		return "", nil, NoDemoAccount()
	}
	if err != nil {
		return "", nil, err
	}
	return s.enter(ctx, a, &Attempt{Agent: agent, Phone: false}, false)
}

// NoDemoAccount says that there is no account that is signed in to without a password.
func NoDemoAccount() *city.Error {
	return city.Errorf(city.NotFound, "no_demo_account", "there is no account here that is signed in to without a password")
}

// HasProvider tells whether there is an identity provider to sign in at.
func (s *Service) HasProvider() bool { return s.oidc != nil }
