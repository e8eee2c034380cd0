package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/city"
)

// tokenCmd is what is done with tokens.
type tokenCmd struct {
	Add  tokenAddCmd  `cmd:"" help:"Make a token for a program, or for a wall, and print it once."`
	List tokenListCmd `cmd:"" help:"List the tokens, without their secrets."`
	Drop tokenDropCmd `cmd:"" help:"End a token at once."`
}

type tokenAddCmd struct {
	storeFlag
	Account string   `placeholder:"NAME" help:"The account whose rights the token has."`
	Only    []string `placeholder:"ACTION" help:"What it is for, such as search,locate. Default: all that the account may."`
	Expires string   `default:"90d" placeholder:"DAYSd|DATE" help:"When it ends: within a year."`
	Display bool     `name:"wall" aliases:"display" help:"A token for a wall: it reads one view, and sees no person."`
	Area    string   `placeholder:"LAYER/CODE" help:"Of a wall: the area that it shows, with what lies in it and the areas above."`
	Layers  []string `placeholder:"KEY" help:"Of a wall: the layers and kinds of places that it shows."`
	View    string   `placeholder:"TEXT" help:"Of a wall: more of the page's address after #, such as z=14/116.4/36.7."`
	Name    string   `arg:"" help:"What it is for."`
}

// Run makes the token.
func (c *tokenAddCmd) Run(ctx context.Context, io streams) error {
	expires, err := parseExpiry(c.Expires, time.Now())
	if err != nil {
		return err
	}
	n := access.NewToken{Name: c.Name, Account: c.Account, Expires: expires, Display: c.Display, View: c.view()}
	for _, a := range c.Only {
		n.Only = append(n.Only, access.Action(a))
	}
	return withAccess(ctx, c.Store, func(_ city.Store, svc *access.Service) error {
		secret, t, err := svc.CreateToken(ctx, command(), n)
		if err != nil {
			return err
		}
		fmt.Fprintln(io.out, secret)
		fmt.Fprintf(io.err, "token %s ends %s; its secret is not shown again\n", t.ID, t.Expires.Local().Format(time.DateTime))
		return nil
	})
}

// view is what a wall shows.
func (c *tokenAddCmd) view() string {
	more := strings.TrimPrefix(c.View, "#")
	if c.Area == "" && len(c.Layers) == 0 {
		return more
	}
	parts := []string{"area=" + c.Area, "layers=" + strings.Join(c.Layers, ",")}
	if more != "" {
		parts = append(parts, more)
	}
	return strings.Join(parts, "&")
}

// parseExpiry reads a number of days, or the last day on which a token holds.
func parseExpiry(text string, now time.Time) (time.Time, error) {
	if days, ok := strings.CutSuffix(text, "d"); ok {
		n, err := strconv.Atoi(days)
		if err != nil || n < 1 || n > 366 {
			return time.Time{}, usagef("--expires %s: 1d to 366d", text)
		}
		return now.Add(time.Duration(n) * 24 * time.Hour), nil
	}
	day, err := time.ParseInLocation(time.DateOnly, text, now.Location())
	if err != nil {
		return time.Time{}, usagef("--expires %s: neither days (90d) nor a date (2027-01-31)", text)
	}
	return day.AddDate(0, 0, 1), nil
}

type tokenListCmd struct {
	storeFlag
	JSON bool `name:"json" help:"Print JSON."`
}

// Run lists the tokens.
func (c *tokenListCmd) Run(ctx context.Context, io streams) error {
	return withAccess(ctx, c.Store, func(_ city.Store, svc *access.Service) error {
		tokens, err := svc.Tokens(ctx, command())
		if err != nil {
			return err
		}
		if c.JSON {
			return printJSON(io.out, tokens)
		}
		w := tabwriter.NewWriter(io.out, 0, 4, 2, ' ', 0)
		fmt.Fprintf(w, "id\tname\taccount\tonly\tends\n")
		for i := range tokens {
			t := &tokens[i]
			account := t.Account
			if t.Display {
				account = "(wall)"
			}
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", t.ID, t.Name, account, actions(t.Only), t.Expires.Local().Format(time.DateTime))
		}
		return w.Flush()
	})
}

func actions(list []access.Action) string {
	texts := make([]string, len(list))
	for i, a := range list {
		texts[i] = string(a)
	}
	return strings.Join(texts, ",")
}

type tokenDropCmd struct {
	storeFlag
	ID string `arg:"" help:"The id, as token list shows it."`
}

// Run ends the token.
func (c *tokenDropCmd) Run(ctx context.Context) error {
	return withAccess(ctx, c.Store, func(_ city.Store, svc *access.Service) error {
		return svc.DropToken(ctx, command(), c.ID)
	})
}
