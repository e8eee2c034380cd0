package jobs

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"github.com/redsail/redsail/internal/city"
)

// Limits of a pool.
const (
	usualAtOnce = 1
	usualQueue  = 16
	usualKept   = 64
	// reportEvery is the least time between two reports of a running job that anybody is told of.
	reportEvery = 100 * time.Millisecond
)

// Options of a pool; zero values are the usual.
type Options struct {
	AtOnce int // jobs that run at once
	Queue  int // jobs that wait
	Kept   int // jobs that are remembered, ended ones included
	Now    func() time.Time
	// Defect is told of a panic in a job, with its stack; nil = nobody wants to know.
	Defect func(err error)
}

// Pool runs jobs. It is safe for concurrent use.
type Pool struct {
	o      Options
	ctx    context.Context
	cancel context.CancelFunc
	work   sync.WaitGroup

	mu      sync.Mutex
	jobs    []*job // in the order in which they were asked for
	running int
	number  int64
	next    chan struct{} // closed at the next change; nil while nobody waits
	closed  bool
}

// New makes a pool; Close ends it.
func New(o Options) *Pool {
	o.AtOnce, o.Queue, o.Kept = cmp.Or(o.AtOnce, usualAtOnce), cmp.Or(o.Queue, usualQueue), cmp.Or(o.Kept, usualKept)
	if o.Now == nil {
		o.Now = time.Now
	}
	ctx, cancel := context.WithCancel(context.Background())
	return &Pool{o: o, ctx: ctx, cancel: cancel}
}

// Start queues work and gives its job. When too many wait it is Unavailable with code busy.
func (p *Pool) Start(kind string, w Work) (Status, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	waiting := 0
	for _, j := range p.jobs {
		if j.State == Queued {
			waiting++
		}
	}
	if p.closed || waiting >= p.o.Queue {
		return Status{}, city.Errorf(city.Unavailable, "busy", "%d jobs wait already", waiting)
	}
	ctx, cancel := context.WithCancel(p.ctx)
	j := &job{Status: Status{ID: rand.Text(), Kind: kind, State: Queued, Begun: p.o.Now()}, work: w, ctx: ctx, cancel: cancel}
	p.jobs = append(p.jobs, j)
	p.forget()
	p.turn(j)
	p.begin()
	return j.Status, nil
}

// forget gives up the oldest ended jobs that are too many. Those that wait and run are few.
func (p *Pool) forget() {
	for i := 0; len(p.jobs) > p.o.Kept && i < len(p.jobs); {
		if p.jobs[i].State.Ended() {
			p.jobs = slices.Delete(p.jobs, i, i+1)
		} else {
			i++
		}
	}
}

// begin runs jobs that wait as long as there is room; the caller holds mu.
func (p *Pool) begin() {
	for _, j := range p.jobs {
		if p.running >= p.o.AtOnce || p.closed {
			return
		}
		if j.State == Queued {
			j.State = Running
			p.running++
			p.turn(j)
			p.work.Go(func() { p.run(j) })
		}
	}
}

func (p *Pool) run(j *job) {
	result, err := p.do(j)
	p.mu.Lock()
	defer p.mu.Unlock()
	j.cancel()
	p.running--
	j.work, j.Ended = nil, p.o.Now()
	switch {
	case err == nil:
		j.State, j.Result, j.Progress = Done, result, 1
	case errors.Is(err, context.Canceled):
		j.State, j.Err = Cancelled, err
	default:
		j.State, j.Err = Failed, err
	}
	p.turn(j)
	p.begin()
}

// do does the work. A defect in it is its own end, not that of the process.
func (p *Pool) do(j *job) (result any, err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("jobs: a defect in a job of kind %s: %v\n%s", j.Kind, v, debug.Stack())
			if p.o.Defect != nil {
				p.o.Defect(err)
			}
		}
	}()
	var last time.Time
	return j.work(j.ctx, func(done float64, note string, parts ...Step) {
		p.mu.Lock()
		defer p.mu.Unlock()
		if j.State.Ended() {
			return
		}
		j.Progress, j.Note = max(j.Progress, min(max(done, 0), 1)), note
		j.Step = nil
		if len(parts) > 0 {
			j.Step = &parts[0]
		}
		if now := p.o.Now(); now.Sub(last) >= reportEvery {
			last = now
			p.turn(j)
		}
	})
}

// turn marks a job as changed and wakes who waits; the caller holds mu.
func (p *Pool) turn(j *job) {
	p.number++
	j.Number = p.number
	if p.next != nil {
		close(p.next)
		p.next = nil
	}
}
