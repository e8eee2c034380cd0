package plan

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/redsail/redsail/internal/city"
)

// Options are settings of a planner.
type Options struct {
	// Shelf keeps scenarios from one run to the next; nil = they end with the process.
	Shelf city.Shelf
	// ScenarioBytes bounds the memory of all scenarios; 0 = MostScenarioBytes.
	ScenarioBytes int64
	// Failed is told that the shelf fails; nil = nobody is.
	Failed func(error)
}

// scenarioRecord is a scenario on the shelf: what was asked and edited, and no household.
type scenarioRecord struct {
	Redsail string `json:"redsail"` // recordKind
	Version int    `json:"version"` // recordVersion
	ID      string `json:"id"`
	Name    string `json:"name,omitempty"`
	Made    string `json:"made"` // RFC 3339
	Minutes int    `json:"minutes"`
	Kind    string `json:"kind"`
	Profile string `json:"profile,omitempty"`
	Policy  bool   `json:"policy,omitempty"`
	From    bool   `json:"from,omitempty"`
	OpenAt  string `json:"open_at,omitempty"` // RFC 3339
	Edits   []Edit `json:"edits"`
	Undone  []Edit `json:"undone,omitempty"` // the last one is done again first
}

const (
	recordKind    = "scenario"
	recordVersion = 1
)

// save puts a scenario on the shelf. That it fails takes nothing away from what was done: the
// answer says that it is not kept.
func (p *Planner) save(sc *Scenario) {
	if p.opts.Shelf == nil || sc.dropped {
		return
	}
	r := scenarioRecord{
		Redsail: recordKind, Version: recordVersion, ID: sc.id, Name: sc.name, Made: sc.made.Format(time.RFC3339),
		Minutes: sc.ask.Minutes, Kind: sc.ask.Kind, Profile: sc.ask.Profile, Policy: sc.ask.Policy, From: sc.ask.From, Edits: editsOf(sc.play.log), Undone: editsOf(sc.play.undone),
	}
	if sc.ask.Open {
		r.OpenAt = sc.ask.OpenAt.Format(time.RFC3339)
	}
	var text bytes.Buffer
	enc := json.NewEncoder(&text)
	enc.SetEscapeHTML(false)
	err := enc.Encode(r)
	if err == nil {
		err = p.opts.Shelf.Put(sc.id, text.Bytes())
	}
	if sc.kept = err == nil; err != nil && p.opts.Failed != nil {
		p.opts.Failed(fmt.Errorf("plan: a scenario cannot be kept: %w", err))
	}
}

// unsave takes a scenario off the shelf.
func (p *Planner) unsave(id string) error {
	if p.opts.Shelf == nil {
		return nil
	}
	return p.opts.Shelf.Drop(id)
}

// unknownScenario says that there is none.
func unknownScenario() error {
	return city.Errorf(city.NotFound, "unknown_scenario", "there is no such scenario, or it was given up: of those that nobody touches the oldest goes")
}

// load reads a scenario from the shelf. A record that cannot be read is set aside, and named.
func (p *Planner) load(id string) (*Scenario, error) {
	if p.opts.Shelf == nil {
		return nil, unknownScenario()
	}
	text, err := p.opts.Shelf.Get(id)
	var sc *Scenario
	if err == nil {
		if sc, err = parseScenario(text, id); err != nil {
			err = p.opts.Shelf.SetAside(id, err)
		}
	}
	switch broken := (*city.BrokenRecordError)(nil); {
	case errors.As(err, &broken):
		return nil, city.Errorf(city.NotFound, "unknown_scenario", "scenario: %s", broken)
	case errors.Is(err, city.ErrNoRecord):
		return nil, unknownScenario()
	case err != nil:
		return nil, err
	}
	sc.ask.At, sc.ask.Exact = p.atlas.Now(), true
	sc.ask.OpenAt = sc.ask.OpenAt.In(p.atlas.Zone())
	return sc, nil
}

// parseScenario reads a record.
func parseScenario(text []byte, id string) (*Scenario, error) {
	var r scenarioRecord
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&r); err != nil {
		return nil, errors.New("it is no JSON of a scenario")
	}
	switch {
	case r.Redsail != recordKind:
		return nil, errors.New("it is no scenario")
	case r.Version != recordVersion:
		return nil, fmt.Errorf("it has version %d; known is %d", r.Version, recordVersion)
	case r.ID != id:
		return nil, errors.New("it is the record of another scenario")
	case len(r.Edits)+len(r.Undone) > 2*MostEdits || len(r.Edits) > MostEdits:
		return nil, fmt.Errorf("it has more than %d edits", MostEdits)
	case r.Minutes < 1 || r.Minutes > MostMinutes || r.Kind == "" || len(r.Name) > MostName:
		return nil, errors.New("its minutes, kind or name cannot be")
	}
	sc := &Scenario{id: id, name: r.Name, ask: Ask{Minutes: r.Minutes, Kind: r.Kind, Profile: r.Profile, Policy: r.Policy, From: r.From, Open: r.OpenAt != ""}, edits: r.Edits, undone: r.Undone, kept: true}
	var err error
	if sc.made, err = time.Parse(time.RFC3339, r.Made); err != nil {
		return nil, errors.New("when it was made is no time")
	}
	if sc.ask.Open {
		if sc.ask.OpenAt, err = time.Parse(time.RFC3339, r.OpenAt); err != nil {
			return nil, errors.New("open_at is no time")
		}
	}
	for i, e := range append(append([]Edit{}, r.Edits...), r.Undone...) {
		if err := e.check(); err != nil {
			return nil, fmt.Errorf("edit %d: %w", i+1, err)
		}
	}
	return sc, nil
}
