package main

import (
	"context"
	"fmt"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/city"
)

// userCmd is what is done with accounts.
type userCmd struct {
	Add     userAddCmd     `cmd:"" help:"Make an account and print its first password."`
	Grant   userGrantCmd   `cmd:"" help:"Say what an account may, and where; what is not named, it may not."`
	Reset   userResetCmd   `cmd:"" help:"Give an account a new first password, take its second factor away, and end its sessions and tokens."`
	Link    userLinkCmd    `cmd:"" help:"Let an account sign in at the identity provider, and only there."`
	Disable userDisableCmd `cmd:"" help:"Let an account sign in no more, and end its sessions and tokens."`
	Enable  userEnableCmd  `cmd:"" help:"Let a disabled account sign in again."`
	List    userListCmd    `cmd:"" help:"List the accounts."`
	Drop    userDropCmd    `cmd:"" help:"Take an account away. The audit keeps its name."`
}

// passwordFlag takes a password that somebody chose.
type passwordFlag struct {
	PasswordStdin bool `help:"Read the first password from the first line of stdin, instead of making a random one."`
}

// told prints a first password once; one that was given is not repeated.
func (f passwordFlag) told(io streams, name, password string) {
	switch {
	case password == "":
		fmt.Fprintf(io.err, "%s signs in at the identity provider\n", name)
	case f.PasswordStdin:
		fmt.Fprintf(io.err, "%s must change this password when signing in first\n", name)
	default:
		fmt.Fprintln(io.out, password)
		fmt.Fprintf(io.err, "this is the first password of %s; it is not shown again, and must be changed when signing in first\n", name)
	}
}

type userAddCmd struct {
	storeFlag
	scopeFlags
	passwordFlag
	Title   string `help:"How the page calls the account."`
	Subject string `placeholder:"ISSUER SUBJECT" help:"The account signs in at the identity provider, which knows it by this."`
	Name    string `arg:"" help:"What is signed in with: small letters, digits, ., - and _."`
}

// Run makes the account.
func (c *userAddCmd) Run(ctx context.Context, io streams) error {
	password, err := readPassword(ctx, io, c.PasswordStdin)
	if err != nil {
		return err
	}
	return withAccess(ctx, c.Store, func(s city.Store, svc *access.Service) error {
		g, err := c.grant(ctx, s)
		if err != nil {
			return err
		}
		password, err := svc.CreateUser(ctx, command(), access.NewUser{
			Name: c.Name, Title: c.Title, Password: password, Subject: c.Subject, Roles: g.Roles, Scope: g.Scope, WholeCity: g.WholeCity, Person: g.Person,
		})
		if err != nil {
			return err
		}
		c.told(io, c.Name, password)
		return nil
	})
}

type userGrantCmd struct {
	storeFlag
	scopeFlags
	Name string `arg:""`
}

// Run says what the account may.
func (c *userGrantCmd) Run(ctx context.Context, io streams) error {
	return withAccess(ctx, c.Store, func(s city.Store, svc *access.Service) error {
		g, err := c.grant(ctx, s)
		if err != nil {
			return err
		}
		if err := svc.GrantUser(ctx, command(), c.Name, g); err != nil {
			return err
		}
		fmt.Fprintf(io.err, "%s has the roles %s in %s\n", c.Name, some(g.Roles), where(g))
		return nil
	})
}

// some lists roles.
func some(roles []access.Role) string {
	if len(roles) == 0 {
		return "none"
	}
	texts := make([]string, len(roles))
	for i, r := range roles {
		texts[i] = string(r)
	}
	return strings.Join(texts, ",")
}

func where(g access.Grant) string {
	switch {
	case g.WholeCity:
		return "the whole city"
	case len(g.Scope) == 0:
		return "no area"
	}
	return fmt.Sprintf("%d areas", len(g.Scope))
}

type userResetCmd struct {
	storeFlag
	passwordFlag
	Name string `arg:""`
}

// Run gives a new first password.
func (c *userResetCmd) Run(ctx context.Context, io streams) error {
	password, err := readPassword(ctx, io, c.PasswordStdin)
	if err != nil {
		return err
	}
	return withAccess(ctx, c.Store, func(_ city.Store, svc *access.Service) error {
		password, err := svc.Reset(ctx, command(), c.Name, password)
		if err == nil {
			c.told(io, c.Name, password)
		}
		return err
	})
}

type userLinkCmd struct {
	storeFlag
	Name    string `arg:""`
	Issuer  string `arg:"" optional:"" help:"Address of the provider; none undoes the link, and a reset gives a password."`
	Subject string `arg:"" optional:"" help:"What the provider calls the account (sub)."`
}

// Run links the account.
func (c *userLinkCmd) Run(ctx context.Context) error {
	if (c.Issuer == "") != (c.Subject == "") {
		return usagef("a link is the issuer and the subject")
	}
	return withAccess(ctx, c.Store, func(_ city.Store, svc *access.Service) error {
		return svc.LinkUser(ctx, command(), c.Name, strings.TrimSpace(c.Issuer+" "+c.Subject))
	})
}

type userDisableCmd struct {
	storeFlag
	Name string `arg:""`
}

// Run disables the account.
func (c *userDisableCmd) Run(ctx context.Context) error {
	return withAccess(ctx, c.Store, func(_ city.Store, svc *access.Service) error {
		return svc.DisableUser(ctx, command(), c.Name, true)
	})
}

type userEnableCmd struct {
	storeFlag
	Name string `arg:""`
}

// Run lets the account sign in again.
func (c *userEnableCmd) Run(ctx context.Context) error {
	return withAccess(ctx, c.Store, func(_ city.Store, svc *access.Service) error {
		return svc.DisableUser(ctx, command(), c.Name, false)
	})
}

type userDropCmd struct {
	storeFlag
	Name string `arg:""`
}

// Run takes the account away.
func (c *userDropCmd) Run(ctx context.Context) error {
	return withAccess(ctx, c.Store, func(_ city.Store, svc *access.Service) error {
		return svc.DropUser(ctx, command(), c.Name)
	})
}

type userListCmd struct {
	storeFlag
	JSON bool `name:"json" help:"Print JSON."`
}

// Run lists the accounts.
func (c *userListCmd) Run(ctx context.Context, io streams) error {
	return withAccess(ctx, c.Store, func(_ city.Store, svc *access.Service) error {
		users, err := svc.Users(ctx, command())
		if err != nil {
			return err
		}
		if c.JSON {
			return printJSON(io.out, users)
		}
		w := tabwriter.NewWriter(io.out, 0, 4, 2, ' ', 0)
		fmt.Fprintf(w, "name\ttitle\troles\tareas\tstate\tchanged\n")
		for i := range users {
			u := &users[i]
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\n", u.Name, u.Title, some(u.Roles), areasOf(u), stateOf(u), u.Changed.Local().Format(time.DateTime))
		}
		return w.Flush()
	})
}

func areasOf(u *access.User) string {
	if u.WholeCity {
		return "all"
	}
	texts := make([]string, len(u.Scope))
	for i, s := range u.Scope {
		texts[i] = s.Layer + "/" + s.Code
	}
	return strings.Join(texts, ",")
}

// stateOf says what stands between the account and its work.
func stateOf(u *access.User) string {
	switch {
	case u.Disabled:
		return "disabled"
	case u.Linked:
		return "identity provider"
	case u.MustChange:
		return "first password"
	case u.FactorOn:
		return "password and code"
	}
	return "password"
}
