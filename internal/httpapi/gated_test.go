package httpapi_test

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/httpapi"
	"github.com/redsail/redsail/internal/store/gpkg"
)

// accounts are those of a desk: for each a token that has its rights.
type accounts struct {
	t    testing.TB
	gate *access.Service
	keys *gpkg.Keys
	// beside is what gate keeps them in.
	beside *openedSeen
}

// gate gives a server accounts, and opens all of its layers to everybody.
func gate(t testing.TB, c *httpapi.Config, change ...func(*access.Options)) *accounts {
	t.Helper()
	dir := t.TempDir()
	auth, err := gpkg.OpenAuth(t.Context(), filepath.Join(dir, "city.gpkg"+gpkg.AuthSuffix))
	if err != nil {
		t.Fatal(err)
	}
	scheme, err := city.ParseScheme([]byte(scheme))
	if err != nil {
		t.Fatal(err)
	}
	store, err := gpkg.Init(t.Context(), filepath.Join(dir, "city.gpkg"), scheme, gpkg.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	keys, err := gpkg.OpenKeys(t.Context(), filepath.Join(dir, "city.gpkg"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := auth.Close(); err != nil {
			t.Error(err)
		}
		if err := keys.Close(); err != nil {
			t.Error(err)
		}
	})
	o := access.Options{Hashing: &access.Hashing{KiB: 64, Passes: 1}}
	for _, f := range change {
		f(&o)
	}
	beside := &openedSeen{Store: auth}
	a := &accounts{t: t, keys: keys, gate: access.New(beside, o), beside: beside}
	if err := a.gate.OpenMore(t.Context(), access.Command(), access.OpenAll); err != nil {
		t.Fatal(err)
	}
	c.Gate, c.People = a.gate, access.NewPeople(keys, a.gate.Record, nil)
	return a
}

// firstPassword is that of all accounts of the tests.
const firstPassword = "correct horse 7"

// token makes an account with rights, and a token of it. No scope is the whole city.
func (a *accounts) token(name string, roles []access.Role, scope ...city.Seat) string {
	a.t.Helper()
	by := access.Command()
	_, err := a.gate.CreateUser(a.t.Context(), by, access.NewUser{Name: name, Password: firstPassword, Roles: roles, Scope: scope, WholeCity: len(scope) == 0})
	if err != nil {
		a.t.Fatal(err)
	}
	all := &access.Caller{Account: name, Roles: roles, Via: access.ViaToken, WholeCity: true}
	var only []access.Action // an account with a second factor has no token for all that it may do
	for _, action := range access.Actions() {
		if all.May(action) && action != "account.self" {
			only = append(only, action)
		}
	}
	secret, _, err := a.gate.CreateToken(a.t.Context(), by, access.NewToken{Name: name, Account: name, Only: only, Expires: time.Now().Add(time.Hour)})
	if err != nil {
		a.t.Fatal(err)
	}
	return secret
}

// keeperDesk is one with accounts; what it sends, and asks as local, is the keeper's.
func keeperDesk(t testing.TB, change func(*httpapi.Config)) *desk {
	t.Helper()
	var a *accounts
	d := newDesk(t, nil, func(c *httpapi.Config) {
		if a = gate(t, c); change != nil {
			change(c)
		}
	})
	d.accounts = a
	d.keeper = a.token("keeper", []access.Role{access.Keeper, access.Planner})
	return d
}
