package jobs

import (
	"cmp"
	"context"
	"slices"
	"time"
)

// State is how far a job has come.
type State string

// The states. The last three are ends.
const (
	Queued    State = "queued"
	Running   State = "running"
	Done      State = "done"
	Failed    State = "failed"
	Cancelled State = "cancelled"
)

// Ended is true of a state that no other follows.
func (s State) Ended() bool { return s == Done || s == Failed || s == Cancelled }

// Status is what is known of a job at a moment.
type Status struct {
	ID    string `json:"id"`
	Kind  string `json:"kind" doc:"what is done: siting"`
	State State  `json:"state" enum:"queued,running,done,failed,cancelled"`
	// Progress never falls while a job runs.
	Progress float64 `json:"progress" doc:"0 to 1"`
	Note     string  `json:"note" doc:"what is being done, for people, in English"`
	// Step is the same in parts, where a job tells it so; nil = it does not.
	Step *Step `json:"step,omitempty" doc:"the same in parts, for a page in any language; of siting"`
	// Begun and Ended are when it was asked for, and when it ended (zero before).
	Begun, Ended time.Time `json:"-"`
	// Result is what it gave, once done; Err why it failed.
	Result any   `json:"-"`
	Err    error `json:"-"`
	// Number counts the changes of all jobs; that of this one's last.
	Number int64 `json:"-"`
}

// Step is what a job is doing, in parts: words are made of it in any language.
type Step struct {
	Stage string `json:"stage" doc:"of siting: measuring, choosing or checking"`
	Of    int    `json:"of,omitempty" doc:"of siting: how many candidates there are to choose from"`
	// Found and Bound are the best so far, and what none can better.
	Found *float64 `json:"found,omitempty" doc:"of siting: the objective of the best choice so far, in its unit"`
	Bound *float64 `json:"bound,omitempty" doc:"of siting: what no choice can better: an upper bound, of lscp a lower one"`
}

// Report tells how far a job has come: done from 0 to 1, what is being done, and that in parts, where
// there are any (the first is taken).
type Report func(done float64, note string, parts ...Step)

// Work is what a job does. It ends soon after ctx does, with ctx's error.
type Work func(ctx context.Context, report Report) (any, error)

// job is one in the keeping of a pool; mu of the pool guards it.
type job struct {
	Status
	work   Work
	ctx    context.Context
	cancel context.CancelFunc
}

func sortByNumber(list []Status) {
	slices.SortFunc(list, func(a, b Status) int { return cmp.Compare(a.Number, b.Number) })
}
