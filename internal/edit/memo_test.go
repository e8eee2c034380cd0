package edit_test

import (
	"fmt"
	"reflect"
	"testing"

	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/demo"
	"github.com/redsail/redsail/internal/edit"
)

// TestEditorCatchesUp: an editor that has read an earlier revision makes the same change of the same
// request as one that reads the whole city, whatever was written in between and by whom.
func TestEditorCatchesUp(t *testing.T) {
	d := newDesk(t, demo.SizeTiny)
	c := newChance(11)
	for round := range 24 {
		var ask edit.Request
		switch round % 3 {
		case 0:
			ask.Edits = []edit.Edit{{MoveArc: c.move(d, "grid")}}
		case 1:
			ask.Edits = []edit.Edit{{Split: c.split(d, "grid", round)}}
		default:
			ask.Edits = []edit.Edit{{Merge: c.merge(d, "grid", round)}}
		}
		kept, errKept := d.editor.Prepare(t.Context(), &ask)
		fresh, errFresh := edit.NewEditor(d.store, now).Prepare(t.Context(), &ask)
		if fmt.Sprint(errKept) != fmt.Sprint(errFresh) {
			t.Fatalf("round %d: %v, and read anew %v", round, errKept, errFresh)
		}
		if !reflect.DeepEqual(kept, fresh) {
			t.Fatalf("round %d: the plans differ:\n%+v\n%+v", round, kept, fresh)
		}
		if errKept == nil {
			if _, err := d.editor.Apply(t.Context(), kept); err != nil {
				t.Fatal(err)
			}
		}
		d.aside(round)
	}
}

// aside writes past the editor: a building that counts otherwise, and now and then a gone one.
func (d *desk) aside(round int) {
	d.t.Helper()
	date := today(d.t)
	rs, err := d.store.Records(d.t.Context(), city.Query{Kind: city.KindBuilding, At: &date})
	if err != nil {
		d.t.Fatal(err)
	}
	for i := range 1 + round%3 {
		b := *rs[(round*37+i*11)%len(rs)].Content.(*city.Building)
		e := city.DeleteKey(b.Key(), date)
		if (round+i)%4 != 0 {
			n := int64(round + i)
			b.Households = &n
			e = city.PutContent(&b, city.Period{From: date, To: city.OpenEnd})
		}
		if _, err := d.store.Apply(d.t.Context(), city.Change{Author: "test", Effective: date, Entries: []city.Entry{e}}); err != nil {
			d.t.Fatal(err)
		}
	}
}
