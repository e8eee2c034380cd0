package atlas

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/tiles/picture"
)

// Atlas holds the current picture of a store and a few of other dates and revisions. It is
// safe for concurrent use.
type Atlas struct {
	store   city.Reader
	ground  atomic.Pointer[ground]
	now     func() time.Time
	line    line // of the current pictures
	others  *shelf
	reads   *gate
	tallies tallies
	saves   *Snapshots // nil = none are kept
	overlay *gate
	// drawing lets one drawing of all circles of a city be made after the other.
	drawing *gate

	turned     bell // rings when current is another picture
	checked    atomic.Pointer[time.Time]
	refreshing sync.Mutex // one writer of current and checked
}

// ground is what a timeline stands on: a city founded anew begins another.
type ground struct {
	scheme *city.Scheme
	zone   *time.Location
}

// stand makes the scheme of the store the ground of what is made from now on.
func (a *Atlas) stand(ctx context.Context) error {
	scheme, err := a.store.Scheme(ctx)
	if err == nil {
		a.ground.Store(&ground{scheme: scheme, zone: scheme.Location()})
	}
	return err
}

// Options are what an atlas can do without.
type Options struct {
	// Now tells the time; nil = time.Now.
	Now func() time.Time
	// Snapshots keeps the index of the current picture from one run to the next; nil = it is
	// made anew each time.
	Snapshots *Snapshots
	// TileSets says which layers are asked for together in one tile: these tiles of the current
	// picture are made ahead, once any is asked for. nil = none.
	TileSets func(picture.StyleCity) [][]string
	// Busy is called with true before a current picture or its tiles are made, and with false when
	// they are: much memory comes and goes meanwhile. Calls may come from several sides. nil = nobody
	// wants to know.
	Busy func(bool)
}

// Open builds the picture of the latest revision today. now tells the time; nil = time.Now.
func Open(ctx context.Context, s city.Reader, now func() time.Time) (*Atlas, error) {
	return OpenWith(ctx, s, Options{Now: now})
}

// OpenWith is Open with all options.
func OpenWith(ctx context.Context, s city.Reader, o Options) (*Atlas, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	a := &Atlas{store: s, now: o.Now, reads: newGate(), overlay: newGate(), drawing: &gate{slots: make(chan struct{}, 1)}, saves: o.Snapshots}
	if err := a.stand(ctx); err != nil {
		return nil, err
	}
	a.line.sets, a.line.busy = o.TileSets, o.Busy
	if o.Busy == nil {
		a.line.busy = func(bool) {}
	}
	a.others = newShelf(a.Current)
	if _, err := a.Refresh(ctx); err != nil {
		return nil, err
	}
	return a, nil
}

// Current is the picture of the latest revision known, today.
func (a *Atlas) Current() *Picture { return a.line.current.Load() }

// Turned is closed when Current becomes another picture than it is now. Who takes it before
// looking at Current misses none.
func (a *Atlas) Turned() <-chan struct{} { return a.turned.wait() }

// Zone is the city's time zone.
func (a *Atlas) Zone() *time.Location { return a.ground.Load().zone }

// Now is the time in the city's zone.
func (a *Atlas) Now() time.Time { return a.now().In(a.Zone()) }

// Checked is when Refresh last succeeded: Current was then what the store said.
func (a *Atlas) Checked() time.Time { return *a.checked.Load() }

// Refresh looks at the store and, when its state or the date has changed, builds and
// publishes a new picture. It tells whether it did. After an error the last picture stays.
func (a *Atlas) Refresh(ctx context.Context) (bool, error) {
	a.refreshing.Lock()
	defer a.refreshing.Unlock()
	st, err := a.store.State(ctx)
	if err != nil {
		return false, err
	}
	cur := a.line.current.Load()
	if cur != nil && cur.State.Timeline != st.Timeline {
		if err := a.stand(ctx); err != nil {
			return false, err
		}
	}
	now := a.Now()
	today := city.DateOf(now)
	if cur != nil && cur.State == st && cur.Date == today {
		a.checked.Store(&now)
		return false, nil
	}
	a.line.busy(true)
	defer a.line.busy(false)
	p, err := a.load(ctx, st, today, st.Revision)
	if err != nil {
		return false, err
	}
	a.line.turn(p)
	a.turned.ring()
	a.checked.Store(&now)
	if cur != nil && cur.searching.begun() {
		p.beginSearch(ctx, a.store)
	}
	p.followAddresses(cur)
	p.followWays(cur)
	return true, nil
}

// Warm makes what the first visitors of a map would wait for, one after the other: the walking
// network with the ways to the stations, the ground of the tiles, then the index of the search and,
// beside it, the tiles of Options.TileSets. It returns when that is done or ctx ends; the network
// it does not leave half made.
func (a *Atlas) Warm(ctx context.Context) {
	p := a.Current()
	p.waysTo(StationKind)
	select {
	case <-p.beginPyramid():
	case <-ctx.Done():
		return
	}
	select {
	case <-p.beginSearch(ctx, a.store).done:
	case <-ctx.Done():
		return
	}
	select {
	case <-p.pyramid.ahead:
	case <-ctx.Done():
	}
}

// At is the picture of a date as a revision knew it (0 = the latest). A revision that is
// not there is NotFound with code unknown_revision. The pictures used last are kept; one
// that many ask for at once is built once, and only a few are built at the same time.
func (a *Atlas) At(ctx context.Context, date city.Date, revision int64) (*Picture, error) {
	cur := a.Current()
	if revision == 0 {
		revision = cur.Revision
	}
	if revision == cur.Revision && date == cur.Date {
		return cur, nil
	}
	if revision < 0 || revision > cur.Revision {
		return nil, city.Errorf(city.NotFound, "unknown_revision", "there is no revision %d; the latest is %d", revision, cur.Revision)
	}
	k := shelfKey{timeline: cur.State.Timeline, date: date, revision: revision}
	return a.others.get(ctx, k, func(ctx context.Context) (*Picture, error) {
		return a.load(ctx, cur.State, date, revision)
	})
}

// load makes a picture. Of its index a file is looked for only where it is the first one: later
// ones are made of each other.
func (a *Atlas) load(ctx context.Context, st city.State, date city.Date, revision int64) (*Picture, error) {
	p := &Picture{State: st, Scheme: a.ground.Load().scheme, Revision: revision, Date: date, line: &a.line}
	var err error
	if p.Recorded, err = a.recorded(ctx, st, revision); err != nil {
		return nil, err
	}
	var others []*Picture
	saved := func(*Picture) bool { return false }
	if cur := a.Current(); cur != nil {
		others = slices.DeleteFunc(append(a.others.pictures(), cur), func(o *Picture) bool { return o.Scheme != p.Scheme }) // its layers are others
	} else if a.saves != nil {
		saved = func(p *Picture) bool { return a.saves.open(ctx, p) }
	}
	return load(ctx, a.store, p, others, saved)
}

// recorded is when a revision was written; zero before the first. The store is not asked for what the current picture
// knows: pictures of other dates are made of it while the store is away.
func (a *Atlas) recorded(ctx context.Context, st city.State, revision int64) (time.Time, error) {
	if cur := a.Current(); cur != nil && cur.State.Timeline == st.Timeline && cur.Revision == revision {
		return cur.Recorded, nil
	}
	rs, err := a.store.Revisions(ctx, max(0, revision-1), 1)
	if err != nil || len(rs) == 0 || rs[0].Number != revision {
		return time.Time{}, err
	}
	return rs[0].RecordedAt.In(a.Zone()), nil
}
