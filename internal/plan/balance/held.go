package balance

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base32"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"
	"unicode/utf8"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"

	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

// Options are settings of a desk.
type Options struct {
	// Shelf keeps proposals from one run to the next; nil = they end with the process.
	Shelf city.Shelf
	// Failed is told that the shelf fails; nil = nobody is.
	Failed func(error)
}

// Limits of proposals that are held.
const (
	MostHeld = 64 // in memory; others lie on the shelf, where there is one
	MostName = 200
)

// HoldAsk is what a proposal is wanted for, and what it is called.
type HoldAsk struct {
	Layer string `json:"layer" doc:"a layer of the scheme, like grid"`
	Code  string `json:"code" doc:"the area that is to be split"`
	Parts int    `json:"parts,omitempty" doc:"into how many, 2 to 10; as few as the norm allows when it is not sent"`
	Name  string `json:"name,omitempty" doc:"for people"`
}

// Held is a proposal under a number: a scenario of its own kind. It is what is asked, not what was
// answered: on another revision of the city it is made anew.
type Held struct {
	ID    string `json:"id"`
	Title string `json:"title" doc:"what it was called when it was made"`
	Kept  bool   `json:"kept" doc:"it lies on the disk: its number is good after a restart of the server"`
	*Proposal
	Drawing []Ground `json:"drawing" doc:"the ground of each part, in the order of parts"`
}

// Ground is a GeoJSON geometry.
type Ground struct {
	Type        string          `json:"type" enum:"MultiPolygon"`
	Coordinates [][][]orb.Point `json:"coordinates" doc:"lon, lat"`
}

// held is a proposal that is remembered.
type held struct {
	id   string
	ask  HoldAsk
	kept bool

	date, timeline string // of what was proposed last
	last           *Proposal
}

// heldList are those in memory, used last at the end.
type heldList struct {
	mu   sync.Mutex
	list []held
}

// heldRecord is one on the shelf: no household, no ground.
type heldRecord struct {
	Redsail string `json:"redsail"` // recordKind
	Version int    `json:"version"` // recordVersion
	ID      string `json:"id"`
	Kind    string `json:"kind"` // recordOf
	Name    string `json:"name,omitempty"`
	Layer   string `json:"layer"`
	Code    string `json:"code"`
	Parts   int    `json:"parts,omitempty"`
}

const (
	recordKind    = "proposal"
	recordVersion = 1
	recordOf      = "balance"
)

// number is that of a question: asked again it is the same, so that nobody's proposal is pushed
// out by asking.
func (a *HoldAsk) number() string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %q %q %d %q", recordOf, a.Layer, a.Code, a.Parts, a.Name))
	return base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(sum[:16])
}

// Hold proposes, and remembers it under a number: that of the question.
func (d *Desk) Hold(ctx context.Context, p *atlas.Picture, ask HoldAsk) (*Held, error) {
	if len(ask.Name) > MostName || !utf8.ValidString(ask.Name) {
		return nil, city.Errorf(city.Invalid, "bad_text", "name: it is longer than %d bytes, or no plain UTF-8 text", MostName)
	}
	h := held{id: ask.number(), ask: ask}
	if err := d.propose(ctx, p, &h); err != nil {
		return nil, err
	}
	d.save(&h)
	d.held.put(h)
	return h.answer(), nil
}

// Again gives a proposal as it is on a picture.
func (d *Desk) Again(ctx context.Context, p *atlas.Picture, id string) (*Held, error) {
	h, err := d.find(id)
	if err != nil {
		return nil, err
	}
	if h.last == nil || h.last.Revision != p.Revision || h.date != p.Date.String() || h.timeline != p.State.Timeline { // other settings begin a timeline
		if err := d.propose(ctx, p, &h); err != nil {
			return nil, err
		}
	}
	d.held.put(h)
	return h.answer(), nil
}

// propose makes the proposal, as it may be told.
func (d *Desk) propose(ctx context.Context, p *atlas.Picture, h *held) error {
	made, err := d.Propose(ctx, p, Ask{h.ask.Layer, h.ask.Code, h.ask.Parts})
	if err != nil {
		return err
	}
	homes, households := p.Scheme.Privacy.Limits()
	made.Veil(homes, int64(households))
	h.last, h.date, h.timeline = made, p.Date.String(), p.State.Timeline
	return nil
}

// GiveUp forgets a proposal.
func (d *Desk) GiveUp(id string) error {
	if _, err := d.find(id); err != nil {
		return err
	}
	d.held.mu.Lock()
	defer d.held.mu.Unlock()
	d.held.list = slices.DeleteFunc(d.held.list, func(h held) bool { return h.id == id })
	if d.opts.Shelf == nil {
		return nil
	}
	return d.opts.Shelf.Drop(id)
}

func (h *held) answer() *Held {
	out := &Held{ID: h.id, Title: h.ask.Name, Kept: h.kept, Proposal: h.last, Drawing: []Ground{}}
	for i := range h.last.Parts {
		g := Ground{Type: "MultiPolygon"}
		for _, polygon := range h.last.Parts[i].shape.Orb() {
			var rings [][]orb.Point
			for _, r := range polygon {
				rings = append(rings, r)
			}
			g.Coordinates = append(g.Coordinates, rings)
		}
		out.Drawing = append(out.Drawing, g)
	}
	return out
}

// GeoJSON is the proposal as a layer: the parts, and the lines that cut them.
func (h *Held) GeoJSON() ([]byte, error) {
	fc := geojson.NewFeatureCollection()
	for i := range h.Parts {
		q := &h.Parts[i]
		f := geojson.NewFeature(q.shape.Orb())
		f.Properties["part"], f.Properties["code"], f.Properties["buildings"], f.Properties["households"], f.Properties["area_m2"] = i+1, q.Code, q.Buildings, q.Households, q.AreaM2
		fc.Append(f)
	}
	if h.Change != nil {
		for _, e := range h.Change.Edits {
			f := geojson.NewFeature(orb.LineString(e.Split.Line))
			f.Properties["cuts"] = e.Split.Code
			fc.Append(f)
		}
	}
	fc.ExtraMembers = geojson.Properties{"proposal": h.ID, "name": h.Title, "layer": h.Layer, "code": h.Code, "revision": h.Revision, "balanced": h.Balanced, "above_norm": h.AboveNorm, "below_norm": h.BelowNorm, "sources": h.Sources}
	text, err := json.Marshal(fc)
	return append(text, '\n'), err
}

// put makes a proposal the one used last. Of too many the one used longest ago leaves memory.
func (l *heldList) put(h held) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.list = append(slices.DeleteFunc(l.list, func(o held) bool { return o.id == h.id }), h)
	if len(l.list) > MostHeld {
		l.list = slices.Delete(l.list, 0, 1)
	}
}

// find gives a proposal, in memory or on the shelf.
func (d *Desk) find(id string) (held, error) {
	d.held.mu.Lock()
	i := slices.IndexFunc(d.held.list, func(h held) bool { return h.id == id })
	if i >= 0 {
		defer d.held.mu.Unlock()
		return d.held.list[i], nil
	}
	d.held.mu.Unlock()
	unknown := city.Errorf(city.NotFound, "unknown_proposal", "there is no such proposal, or it was given up: of those that nobody touches the oldest goes")
	if d.opts.Shelf == nil {
		return held{}, unknown
	}
	text, err := d.opts.Shelf.Get(id)
	var h held
	if err == nil {
		if h, err = parseHeld(text, id); err != nil {
			err = d.opts.Shelf.SetAside(id, err)
		}
	}
	switch broken := (*city.BrokenRecordError)(nil); {
	case errors.As(err, &broken):
		return held{}, city.Errorf(city.NotFound, "unknown_proposal", "proposal: %s", broken)
	case errors.Is(err, city.ErrNoRecord):
		return held{}, unknown
	}
	return h, err
}

// save puts a proposal on the shelf. That it fails takes nothing away: the answer says that it is
// not kept.
func (d *Desk) save(h *held) {
	if d.opts.Shelf == nil {
		return
	}
	text, err := json.Marshal(heldRecord{
		Redsail: recordKind, Version: recordVersion, ID: h.id, Kind: recordOf, Name: h.ask.Name, Layer: h.ask.Layer, Code: h.ask.Code, Parts: h.ask.Parts,
	})
	if err == nil {
		err = d.opts.Shelf.Put(h.id, append(text, '\n'))
	}
	if h.kept = err == nil; err != nil && d.opts.Failed != nil {
		d.opts.Failed(fmt.Errorf("balance: a proposal cannot be kept: %w", err))
	}
}

func parseHeld(text []byte, id string) (held, error) {
	var r heldRecord
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	switch err := dec.Decode(&r); {
	case err != nil:
		return held{}, errors.New("it is no JSON of a proposal")
	case r.Redsail != recordKind || r.Kind != recordOf:
		return held{}, errors.New("it is no proposal")
	case r.Version != recordVersion:
		return held{}, fmt.Errorf("it has version %d; known is %d", r.Version, recordVersion)
	case r.ID != id:
		return held{}, errors.New("it is the record of another proposal")
	case r.Layer == "" || r.Code == "" || r.Parts != 0 && (r.Parts < 2 || r.Parts > MostParts) || len(r.Name) > MostName:
		return held{}, errors.New("its layer, code, parts or name cannot be")
	}
	return held{id: id, ask: HoldAsk{r.Layer, r.Code, r.Parts, r.Name}, kept: true}, nil
}
