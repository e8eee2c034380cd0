package intake

import (
	"bytes"
	"context"
	"slices"

	"github.com/redsail/redsail/internal/city"
)

// plan makes the entries of the Change.
func (im *peopleImporter) plan(ctx context.Context, groups []*group) error {
	if im.o.Kind == city.KindPerson {
		im.o.Progress.tell("sealing")
		if err := im.seal(ctx, groups); err != nil {
			return err
		}
	}
	for _, g := range groups {
		if err := ctx.Err(); err != nil {
			return err
		}
		g.rows = slices.DeleteFunc(g.rows, func(d *draft) bool { return d.rejected })
		for i, d := range g.rows {
			g.bound(i)
			before := len(im.change.Entries)
			if err := im.planRow(g, d); err != nil {
				return err
			}
			if len(im.change.Entries) == before {
				im.report.Unchanged++
				im.same = append(im.same, g.asStored(d)...)
			}
		}
	}
	return nil
}

// asStored is the entry that would put what stands there already where a row says the same.
func (g *group) asStored(d *draft) []city.Entry {
	for i := range g.stored {
		if r := g.stored[i]; r.Valid.Holds(d.valid.From) || i == len(g.stored)-1 {
			return []city.Entry{city.PutContent(r.Content, r.Valid)}
		}
	}
	return nil
}

// bound sets where the content of a row ends, and where what the row says ends: with an end of its
// own it says that nothing holds until the next row, or until what begins later in the store.
// Without one it holds until the next row of its code, else as long as what it replaces, or until
// the next version.
func (g *group) bound(i int) {
	d := g.rows[i]
	next := city.OpenEnd
	if i+1 < len(g.rows) {
		next = g.rows[i+1].valid.From
	}
	if d.end, d.stop = d.valid.To, next; d.end != city.OpenEnd {
		for _, r := range g.stored {
			if r.Valid.From >= d.end {
				d.stop = min(d.stop, r.Valid.From)
			}
		}
		return
	}
	if next != city.OpenEnd {
		d.end = next
		return
	}
	d.end = g.ends(d.valid.From)
	d.stop = d.end
}

// ends is when what is put from a date on ends, as with areas.
func (g *group) ends(from city.Date) city.Date {
	end := city.OpenEnd
	for _, r := range g.stored {
		switch {
		case r.Valid.Holds(from):
			return r.Valid.To
		case r.Valid.From > from:
			end = min(end, r.Valid.From)
		}
	}
	return end
}

// stopgap is true of a row of who acts for a time: afterwards the post is again what it was before.
func (d *draft) stopgap() bool {
	p, ok := d.content.(*city.Post)
	return ok && p.Acting && d.valid.To != city.OpenEnd
}

func (im *peopleImporter) planRow(g *group, d *draft) error {
	same, err := g.same(d)
	if err != nil {
		return err
	}
	if !same {
		im.change.Entries = append(im.change.Entries, city.PutContent(d.content, city.Period{From: d.valid.From, To: d.end}))
	}
	rest := city.Period{From: d.end, To: d.stop}
	if rest.Empty() || d.stopgap() || !slices.ContainsFunc(g.stored, func(r *city.Record) bool { return r.Valid.Overlaps(rest) }) {
		return nil
	}
	e := city.DeleteKey(d.content.Key(), rest.From)
	e.Valid.To = rest.To
	im.change.Entries = append(im.change.Entries, e)
	return nil
}

// same is true where the store holds the content at every date of the row.
func (g *group) same(d *draft) (bool, error) {
	at := d.valid.From
	var want []byte
	for _, r := range g.stored {
		if !r.Valid.Holds(at) {
			continue
		}
		if want == nil {
			var err error
			if want, err = city.Encode(d.content); err != nil {
				return false, err
			}
		}
		has, err := city.Encode(r.Content)
		if err != nil || !bytes.Equal(has, want) {
			return false, err
		}
		if at = r.Valid.To; at >= d.end {
			return true, nil
		}
	}
	return false, nil
}

// endMissing ends those in force that the file lacks, when that is asked for. Who is in a rejected
// row stays; so each row must tell its code.
func (im *peopleImporter) endMissing(groups []*group) error {
	if !im.o.Replace {
		return nil
	}
	for _, d := range im.drafts {
		if d.code == "" {
			return city.Errorf(city.Invalid, "bad_code", "%s: with --replace every row needs a code that can be read; row %d has none", im.path, d.row)
		}
	}
	inFile := map[string]bool{}
	for _, g := range groups {
		inFile[g.code] = true
	}
	for code, versions := range im.stored {
		if !inFile[code] && slices.ContainsFunc(versions, func(r *city.Record) bool { return r.Valid.Holds(im.from) }) {
			im.report.Ended = append(im.report.Ended, code)
		}
	}
	slices.Sort(im.report.Ended)
	for _, code := range im.report.Ended {
		im.change.Entries = append(im.change.Entries, city.DeleteKey(im.stored[code][0].Key(), im.from))
	}
	return nil
}
