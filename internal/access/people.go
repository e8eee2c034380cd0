package access

import (
	"bytes"
	"context"
	"errors"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/redsail/redsail/internal/city"
)

// Shown is what a caller is shown of a person.
type Shown struct {
	Code   string       `json:"code"`
	Name   string       `json:"name" doc:"of a masked or an erased person not whole: 张*, or empty"`
	Title  string       `json:"title,omitempty"`
	Phones []city.Phone `json:"phones" doc:"of a masked person not whole: 138****5678"`
	// Masked is true where name and numbers are not whole.
	Masked bool `json:"masked"`
	Erased bool `json:"erased" doc:"the person was erased: nothing is left but the code"`
	// Private is true where there is a private number that the caller may ask for, with a reason.
	Private bool `json:"private" doc:"there is a private number, to be asked for with a reason"`
}

// Held is a person as the city holds them, and where their posts lie.
type Held struct {
	Person *city.Person
	// Reach are the areas and things that their posts are for, and all above these.
	Reach []city.Seat
	// OnDuty is true while one of the posts that are answered is on duty.
	OnDuty bool
	// Left is true of who does not work in the caller's areas any more.
	Left bool
}

// sight is how much of a person a caller sees.
type sight int

const (
	sightNone   sight = iota
	sightMasked       // a surname and the ends of a number
	sightOffice       // the name, the office's number; the number of duty while on duty
	sightWhole        // the name, the numbers of office and duty
)

// sightOf is the one place that decides what a caller sees of a person. Nobody sees a private number
// this way: it is revealed for a reason.
func sightOf(c *Caller, h *Held) sight {
	if !c.May("persons.read") {
		return sightNone
	}
	return readerSight(c, h)
}

// readerSight is sightOf of a caller who may read persons.
func readerSight(c *Caller, h *Held) sight {
	switch {
	case h.Left, !c.Reaches(h.Reach):
		return sightMasked
	case c.Has(Keeper), c.Has(Worker):
		return sightWhole
	case c.Has(Dispatcher):
		return sightOffice
	default: // planners count people, and ring nobody
		return sightMasked
	}
}

// Reaches tells whether one of these lies in the areas that the caller is for.
func (c *Caller) Reaches(list []city.Seat) bool {
	if c == nil {
		return false
	}
	return c.WholeCity || slices.ContainsFunc(list, func(s city.Seat) bool { return slices.Contains(c.Scope, s) })
}

// People opens what is sealed of persons, for those who may see it. Every view of what is not masked
// is audited. It is safe for concurrent use.
type People struct {
	keys    city.Keys
	audit   func(ctx context.Context, c *Caller, e Entry) error
	now     func() time.Time
	mu      sync.Mutex
	opened  map[string]*openedPerson
	expires time.Time
	turn    int64 // grows by Forget
}

// openedPerson is what a sealed text holds; details are nil where its key is gone.
type openedPerson struct {
	sealed  []byte
	details *city.Details
	last    atomic.Pointer[shownPerson] // as they were shown last
}

// shownAs is how a person is shown.
type shownAs struct {
	sight  sight
	onDuty bool
	reveal bool // the caller may ask for a private number
}

type shownPerson struct {
	as shownAs
	of string // in a row of the audit
	Shown
}

// shown makes what is shown of a person, or gives what was shown last in this way.
func (o *openedPerson) shown(as shownAs, code string) *shownPerson {
	if last := o.last.Load(); last != nil && last.as == as {
		return last
	}
	made := &shownPerson{as, "person/" + code, show(as.sight, code, o.details, as.onDuty)}
	made.Private = !made.Masked && as.reveal && hasPrivate(o.details)
	o.last.Store(made)
	return made
}

// Keys are those that open.
func (p *People) Keys() city.Keys { return p.keys }

// keyLife is how long what was opened is remembered: so long may another process show a person
// whom this one has erased.
const keyLife = 10 * time.Second

// maxOpened bounds what is remembered.
const maxOpened = 100_000

// NewPeople opens persons with keys; audit writes the rows. now may be nil.
func NewPeople(keys city.Keys, audit func(ctx context.Context, c *Caller, e Entry) error, now func() time.Time) *People {
	if now == nil {
		now = time.Now
	}
	return &People{keys: keys, audit: audit, now: now, opened: map[string]*openedPerson{}}
}

// Show gives what the caller sees of each person, in their order: nil for one of whom nothing is
// seen. Others are shown the same ones, so nobody may change them. What is not masked is in the audit before it is given.
func (p *People) Show(ctx context.Context, c *Caller, list []Held) ([]*Shown, error) {
	out := make([]*Shown, len(list))
	if !c.May("persons.read") || len(list) == 0 {
		return out, nil
	}
	opened, err := p.open(ctx, list)
	if err != nil {
		return nil, err
	}
	seen := make([]string, 0, len(list))
	reveal := c.May("persons.reveal")
	for i := range list {
		one := opened[i].shown(shownAs{readerSight(c, &list[i]), list[i].OnDuty, reveal}, list[i].Person.Code)
		if out[i] = &one.Shown; !one.Masked && !one.Erased {
			seen = append(seen, one.of)
		}
	}
	if len(seen) > 0 {
		slices.Sort(seen)
		err = p.audit(ctx, c, Entry{Action: "persons.read", Of: slices.Compact(seen), Outcome: "done"})
	}
	return out, err
}

func hasPrivate(d *city.Details) bool {
	return d != nil && slices.ContainsFunc(d.Phones, func(ph city.Phone) bool { return ph.Use == city.PhonePrivate })
}

// show makes what is shown of details.
func show(how sight, code string, d *city.Details, onDuty bool) Shown {
	out := Shown{Code: code, Phones: []city.Phone{}}
	if d == nil {
		out.Erased = true
		return out
	}
	if how == sightMasked {
		out.Masked, out.Name = true, MaskName(d.Name)
		for _, ph := range d.Phones {
			if ph.Use == city.PhoneDuty {
				out.Phones = append(out.Phones, city.Phone{Use: ph.Use, Number: MaskPhone(ph.Number)})
			}
		}
		return out
	}
	out.Name, out.Title = d.Name, d.Title
	for _, ph := range d.Phones {
		switch {
		case ph.Use == city.PhonePrivate:
		case ph.Use == city.PhoneDuty && how == sightOffice && !onDuty:
			out.Phones = append(out.Phones, city.Phone{Use: ph.Use, Number: MaskPhone(ph.Number)})
		default:
			out.Phones = append(out.Phones, ph)
		}
	}
	return out
}

// Reveal gives all numbers of a person in the caller's scope, for a reason; the row of the audit is
// written first. Out of scope the person is not found.
func (p *People) Reveal(ctx context.Context, c *Caller, h *Held, reason string) (*Shown, error) {
	if err := CheckReason(reason); err != nil {
		return nil, err
	}
	if !c.May("persons.reveal") || sightOf(c, h) < sightOffice {
		return nil, city.Errorf(city.NotFound, "unknown_code", "there is no such person")
	}
	if err := p.audit(ctx, c, Entry{Action: "persons.reveal", Of: []string{"person/" + h.Person.Code}, Outcome: "done", Reason: reason}); err != nil {
		return nil, err
	}
	opened, err := p.open(ctx, []Held{*h})
	if err != nil {
		return nil, err
	}
	d := opened[0].details
	out := &Shown{Code: h.Person.Code, Phones: []city.Phone{}, Erased: d == nil}
	if d != nil {
		out.Name, out.Title, out.Phones = d.Name, d.Title, append(out.Phones, d.Phones...)
	}
	return out, nil
}

// Named tells which of the persons in the caller's reach have a text in their name or code; it
// tells nothing of the others. Planners, who see no names, find codes only.
func (p *People) Named(ctx context.Context, c *Caller, list []Held, match func(name, code string) bool) ([]int, error) {
	var near []Held
	var at []int
	for i := range list {
		if sightOf(c, &list[i]) > sightNone && c.Reaches(list[i].Reach) {
			near, at = append(near, list[i]), append(at, i)
		}
	}
	opened, err := p.open(ctx, near)
	if err != nil {
		return nil, err
	}
	var out []int
	for i := range near {
		name := ""
		if d := opened[i].details; d != nil && readerSight(c, &near[i]) > sightMasked {
			name = d.Name
		}
		if match(name, near[i].Person.Code) {
			out = append(out, at[i])
		}
	}
	// What is looked for may be a name itself, so the row has only that there was a search, and how many
	// were found.
	return out, p.audit(ctx, c, Entry{Action: "persons.search", Of: []string{"found/" + strconv.Itoa(len(out))}, Outcome: "done"})
}

// Forget lets what was opened be opened anew: someone was erased.
func (p *People) Forget() {
	p.mu.Lock()
	defer p.mu.Unlock()
	clear(p.opened)
	p.turn++
}

// open opens persons; of who was erased there are no details.
func (p *People) open(ctx context.Context, list []Held) ([]*openedPerson, error) {
	out := make([]*openedPerson, len(list))
	missing, at, turn := p.remembered(list, out)
	if len(missing) == 0 {
		return out, nil
	}
	keys, err := p.keys.Get(ctx, missing)
	if err != nil {
		return nil, err
	}
	fresh := make([]*openedPerson, len(missing))
	unseal := func(i int) error {
		person := list[at[i]].Person
		fresh[i] = &openedPerson{sealed: person.Sealed}
		out[at[i]] = fresh[i]
		if keys[i] == nil {
			return nil
		}
		details, err := city.Unseal(keys[i], person.Code, person.Sealed)
		fresh[i].details = details
		return err
	}
	if err := eachOf(len(missing), unseal); err != nil {
		return nil, err
	}
	p.remember(missing, fresh, turn)
	return out, nil
}

// atOnce is how many persons are worth a goroutine of their own.
const atOnce = 256

// eachOf does f for 0…n-1 on all processors and joins the first error of each of them.
func eachOf(n int, f func(i int) error) error {
	workers := min(runtime.GOMAXPROCS(0), (n+atOnce-1)/atOnce)
	errs := make([]error, workers)
	var group sync.WaitGroup
	for w := range workers {
		group.Go(func() {
			for i := n * w / workers; i < n*(w+1)/workers && errs[w] == nil; i++ {
				errs[w] = f(i)
			}
		})
	}
	group.Wait()
	return errors.Join(errs...)
}

// remembered fills in what is known, and gives the codes of the others and their places.
func (p *People) remembered(list []Held, out []*openedPerson) (missing []string, at []int, turn int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.now().After(p.expires) {
		clear(p.opened)
		p.expires = p.now().Add(keyLife)
	}
	for i := range list {
		person := list[i].Person
		if o := p.opened[person.Code]; o != nil && bytes.Equal(o.sealed, person.Sealed) {
			out[i] = o
			continue
		}
		missing, at = append(missing, person.Code), append(at, i)
	}
	return missing, at, p.turn
}

func (p *People) remember(codes []string, fresh []*openedPerson, turn int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.turn != turn {
		return // somebody was erased while these were read
	}
	if len(p.opened)+len(codes) > maxOpened {
		clear(p.opened)
	}
	for i, code := range codes {
		p.opened[code] = fresh[i]
	}
}
