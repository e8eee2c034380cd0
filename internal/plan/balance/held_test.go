package balance_test

import (
	"strings"
	"testing"

	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/demo"
	"github.com/redsail/redsail/internal/plan/balance"
)

// rack is a city.Shelf in memory.
type rack map[string][]byte

func (r rack) Put(name string, record []byte) error { r[name] = record; return nil }

func (r rack) Get(name string) ([]byte, error) {
	if text, ok := r[name]; ok {
		return text, nil
	}
	return nil, city.ErrNoRecord
}

func (r rack) Drop(name string) error { delete(r, name); return nil }

func (r rack) SetAside(name string, why error) *city.BrokenRecordError {
	delete(r, name)
	return &city.BrokenRecordError{Aside: name + ".broken", Why: why}
}

// TestHeldOutlivesTheServer: a proposal is kept without a household, and read again by another
// server; what is none is set aside and named; no more than so many lie in memory.
func TestHeldOutlivesTheServer(t *testing.T) {
	p := pictureOf(t, demoStore(t, demo.SizeTiny))
	shelf := rack{}
	desk := balance.NewDesk(balance.Options{Shelf: shelf})
	c, err := desk.Of(t.Context(), p, "grid")
	if err != nil {
		t.Fatal(err)
	}
	list, err := c.List(false)
	if err != nil || len(list.Above) == 0 {
		t.Fatalf("%+v, %v", list, err)
	}
	made, err := desk.Hold(t.Context(), p, balance.HoldAsk{Layer: "grid", Code: list.Above[0].Code, Name: "n"})
	if err != nil {
		t.Fatal(err)
	}
	if !made.Kept || len(made.Drawing) != len(made.Parts) || strings.Contains(string(shelf[made.ID]), "households") || strings.Contains(string(shelf[made.ID]), "line") {
		t.Errorf("%+v: %s", made, shelf[made.ID])
	}
	area := 0.0
	for i := range made.Parts {
		area += made.Parts[i].AreaM2
		if g := made.Drawing[i]; g.Type != "MultiPolygon" || len(g.Coordinates) == 0 || len(g.Coordinates[0][0]) < 4 {
			t.Errorf("part %d is drawn as %+v", i, g)
		}
	}
	if twin, err := desk.Hold(t.Context(), p, balance.HoldAsk{Layer: "grid", Code: list.Above[0].Code, Name: "n"}); err != nil || twin.ID != made.ID {
		t.Errorf("asked again: %+v, %v", twin, err)
	}
	if twin, err := desk.Hold(t.Context(), p, balance.HoldAsk{Layer: "grid", Code: list.Above[0].Code, Parts: 3, Name: "n"}); err != nil || twin.ID == made.ID || len(twin.Parts) != 3 {
		t.Errorf("asked for three: %+v, %v", twin, err)
	} else if err := desk.GiveUp(twin.ID); err != nil {
		t.Error(err)
	}
	next := balance.NewDesk(balance.Options{Shelf: shelf})
	again, err := next.Again(t.Context(), p, made.ID)
	if err != nil || again.Title != "n" || !again.Kept || len(again.Parts) != len(made.Parts) || *again.Parts[0].Households != *made.Parts[0].Households {
		t.Errorf("%+v, %v", again, err)
	}
	text := string(shelf[made.ID])
	for name, record := range map[string]string{
		"A": "", "B": text, "C": strings.ReplaceAll(strings.Replace(text, `"version":1`, `"version":9`, 1), made.ID, "C"), "D": strings.ReplaceAll(strings.Replace(text, `"layer":"grid"`, `"layer":""`, 1), made.ID, "D"),
	} {
		shelf[name] = []byte(record)
		if _, err := next.Again(t.Context(), p, name); city.CodeOf(err) != "unknown_proposal" || !strings.Contains(err.Error(), name+".broken") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := next.GiveUp(made.ID); err != nil || len(shelf) != 0 {
		t.Errorf("%v, %v", err, shelf)
	}
	if _, err := next.Again(t.Context(), p, made.ID); city.CodeOf(err) != "unknown_proposal" {
		t.Error(err)
	}
}
