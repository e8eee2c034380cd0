package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/edit"
)

// reverseCmd takes a revision back.
type reverseCmd struct {
	storeFlag
	Revision int64  `arg:"" help:"The number of the revision, as redsail revisions lists it."`
	Author   string `help:"Who takes it back. Default: redsail."`
	Note     string `help:"Why."`
	DryRun   bool   `help:"Say what would be other than before, and write nothing."`
	JSON     bool   `name:"json" help:"Print the report as JSON."`
}

// reversal is what a reverse came to, as the answer of the server says it.
type reversal struct {
	DryRun   bool         `json:"dry_run"`
	Written  bool         `json:"written"`
	Reverses int64        `json:"reverses"`
	Revision int64        `json:"revision"`
	Report   *edit.Report `json:"report"`
}

// Run takes the revision back and says what that changed.
func (c *reverseCmd) Run(ctx context.Context, io streams) (err error) {
	s, err := openStore(ctx, c.Store)
	if err != nil {
		return err
	}
	defer closing(s, &err)
	out := reversal{DryRun: c.DryRun, Reverses: c.Revision}
	what := act{action: "changes.write", of: []string{fmt.Sprintf("revision/%d", c.Revision)}, author: c.Author, idle: c.DryRun}
	err = what.audit(ctx, c.Store, s, func(s city.Store) (int64, error) { return c.reverse(ctx, s, &out) })
	return after(err, func() error {
		if !c.JSON {
			_, err := fmt.Fprintln(io.out, out.words())
			return err
		}
		return printJSON(io.out, out)
	})
}

// reverse judges the change and, unless it is a dry run, writes it; it gives the revision that it made.
func (c *reverseCmd) reverse(ctx context.Context, s city.Store, out *reversal) (int64, error) {
	e := edit.NewEditor(s, nil)
	p, err := e.Reverse(ctx, c.Revision, c.Note)
	if err != nil {
		return 0, err
	}
	p.Change.Author = "redsail"
	if c.Author != "" {
		p.Change.Author = c.Author
	}
	out.Report, out.Revision = p.Report, *p.Change.Base
	if c.DryRun {
		return 0, nil
	}
	rev, err := e.Apply(ctx, p)
	if err != nil || rev.Entries == 0 {
		return 0, err
	}
	out.Written, out.Revision = true, rev.Number
	return rev.Number, nil
}

// words say in one line what a reverse came to.
func (r *reversal) words() string {
	things := 0
	for _, n := range r.Report.Things {
		things += n
	}
	does := fmt.Sprintf("%d areas and %d other things as before revision %d", len(r.Report.Areas), things, r.Reverses)
	switch {
	case r.DryRun:
		return fmt.Sprintf("dry run, nothing written: %s", does)
	case !r.Written:
		return fmt.Sprintf("all is as before revision %d already: nothing written", r.Reverses)
	}
	return fmt.Sprintf("revision %d is taken back: %s; revision %d", r.Reverses, does, r.Revision)
}

// revisionsCmd lists what was written.
type revisionsCmd struct {
	storeFlag
	Limit int  `default:"20" placeholder:"N" help:"At most so many, the latest first: ${default}."`
	JSON  bool `name:"json" help:"Print them as JSON."`
}

// mostRevisions bounds the list.
const mostRevisions = 1000

// Run prints the list.
func (c *revisionsCmd) Run(ctx context.Context, io streams) (err error) {
	if c.Limit < 1 || c.Limit > mostRevisions {
		return usagef("--limit: 1 to %d", mostRevisions)
	}
	s, err := openStore(ctx, c.Store)
	if err != nil {
		return err
	}
	defer closing(s, &err)
	scheme, err := s.Scheme(ctx)
	if err != nil {
		return err
	}
	st, err := s.State(ctx)
	if err != nil {
		return err
	}
	deeds, err := city.Deeds(ctx, s, st.Revision, c.Limit, func(ctx context.Context, r city.Revision) (*city.Tally, error) {
		return city.TallyOf(ctx, s, r.Number)
	})
	if err != nil {
		return err
	}
	list := atlas.DeedCards(deeds, scheme)
	for i := range list { // who holds the files may know who wrote them
		list[i].RevisionCard = list[i].Signed()
	}
	if c.JSON {
		return printJSON(io.out, list)
	}
	for i := range list {
		if _, err := fmt.Fprintln(io.out, deedWords(&list[i])); err != nil {
			return err
		}
	}
	return nil
}

// deedWords are a revision in one line.
func deedWords(d *atlas.DeedCard) string {
	var wrote []string
	for _, w := range d.Wrote {
		wrote = append(wrote, fmt.Sprintf("%s %d", w.Layer, w.N))
	}
	author := ""
	if d.Author != nil {
		author = plain(*d.Author)
	}
	parts := slices.DeleteFunc([]string{strings.Join(wrote, ", "), author, plain(d.Note)}, func(text string) bool { return text == "" })
	line := fmt.Sprintf("%d  %s  %s", d.Number, d.RecordedAt, strings.Join(parts, "  "))
	if d.Reverses != nil {
		line += fmt.Sprintf("  (takes back %d)", *d.Reverses)
	}
	if d.ReversedBy != nil {
		line += fmt.Sprintf("  (taken back by %d)", *d.ReversedBy)
	}
	return line
}

// plain is a text on one line, without what a terminal would take for an order.
func plain(text string) string {
	return strings.Join(strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }), " ")
}
