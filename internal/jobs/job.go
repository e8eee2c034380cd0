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
	Note     string  `json:"note" doc:"what is being done, for people"`
	// Begun and Ended are when it was asked for, and when it ended (zero before).
	Begun, Ended time.Time `json:"-"`
	// Result is what it gave, once done; Err why it failed.
	Result any   `json:"-"`
	Err    error `json:"-"`
	// Number counts the changes of all jobs; that of this one's last.
	Number int64 `json:"-"`
}

// Report tells how far a job has come: done from 0 to 1, and what is being done.
type Report func(done float64, note string)

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
