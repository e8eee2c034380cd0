package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"time"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/city"
)

// auditCmd is what is done with the audit.
type auditCmd struct {
	Verify auditVerifyCmd `cmd:"" help:"Look whether every row is as it was written; exit code 1 where one is not."`
	Head   auditHeadCmd   `cmd:"" help:"Print the signed end of the audit, to be kept elsewhere."`
	Export auditExportCmd `cmd:"" help:"Print rows, one JSON object a line."`
	Trim   auditTrimCmd   `cmd:"" help:"Take rows away that are older than a number of days, of which there are 180 at the least."`
}

type auditVerifyCmd struct {
	storeFlag
	Head string `placeholder:"FILE.json" help:"A signed end that was kept elsewhere: tells whether rows were cut off since, or written anew."`
}

// Run verifies.
func (c *auditVerifyCmd) Run(ctx context.Context, io streams) error {
	kept, err := readSignedHead(c.Head)
	if err != nil {
		return err
	}
	return withAccess(ctx, c.Store, func(_ city.Store, svc *access.Service) error {
		rows, head, broken, err := svc.VerifyAudit(ctx)
		if err == nil && broken == nil && kept != nil {
			broken, err = svc.CheckHead(ctx, kept)
		}
		if err != nil {
			return err
		}
		if broken != nil {
			fmt.Fprintf(io.out, "row %d %s\n", broken.Seq, broken.What)
			return errFindings
		}
		fmt.Fprintf(io.out, "%d rows are as they were written; the last is %d, %s\n", rows, head.Seq, head.Hash)
		return nil
	})
}

// readSignedHead reads a signed end; nil where no file is named.
func readSignedHead(name string) (*access.Head, error) {
	if name == "" {
		return nil, nil
	}
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	head := new(access.Head)
	if err := json.Unmarshal(text, head); err != nil {
		return nil, usagef("%s is no signed end of an audit: %v", name, err)
	}
	return head, nil
}

type auditHeadCmd struct{ storeFlag }

// Run prints the signed end.
func (c *auditHeadCmd) Run(ctx context.Context, io streams) error {
	return withAccess(ctx, c.Store, func(_ city.Store, svc *access.Service) error {
		head, err := svc.SignedHead(ctx)
		if err != nil {
			return err
		}
		return printJSON(io.out, head)
	})
}

type auditExportCmd struct {
	storeFlag
	From    string `placeholder:"DATE" help:"The first day (UTC)."`
	To      string `placeholder:"DATE" help:"The last day (UTC)."`
	Account string `placeholder:"NAME" help:"Rows by an account, or about it."`
	Action  string `placeholder:"ACTION" help:"Rows of an action, such as persons.reveal."`
	Of      string `placeholder:"KEY" help:"Rows about something, such as person/P-17."`
}

// Run prints the rows.
func (c *auditExportCmd) Run(ctx context.Context, io streams) error {
	f := access.Filter{Account: c.Account, Action: access.Action(c.Action), Of: c.Of, Limit: 1000}
	var err error
	if f.From, err = day(c.From, 0); err != nil {
		return err
	}
	if f.To, err = day(c.To, 1); err != nil {
		return err
	}
	return withAccess(ctx, c.Store, func(_ city.Store, svc *access.Service) error {
		enc := json.NewEncoder(io.out)
		enc.SetEscapeHTML(false)
		for {
			rows, err := svc.Audit(ctx, command(), f)
			if err != nil || len(rows) == 0 {
				return err
			}
			for i := range rows {
				if err := enc.Encode(&rows[i]); err != nil {
					return err
				}
			}
			f.After = rows[len(rows)-1].Seq
		}
	})
}

// day reads a date, and gives the beginning of the day that many later; none is no bound.
func day(text string, later int) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return t, usagef("%s is no date such as 2026-11-29", text)
	}
	return t.AddDate(0, 0, later), nil
}

type auditTrimCmd struct {
	storeFlag
	Days int `default:"180" help:"How many days of it stay."`
}

// Run takes old rows away.
func (c *auditTrimCmd) Run(ctx context.Context, io streams) error {
	return withAccess(ctx, c.Store, func(_ city.Store, svc *access.Service) error {
		n, err := svc.Retain(ctx, c.Days)
		if err == nil {
			fmt.Fprintf(io.err, "%d rows went\n", n)
		}
		return err
	})
}
