package jobs_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/jobs"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// await waits until a job is in a state that wanted likes.
func await(t *testing.T, p *jobs.Pool, id string, wanted func(jobs.Status) bool) jobs.Status {
	t.Helper()
	for {
		changed := p.Changed()
		s, err := p.Get(id)
		if err != nil {
			t.Fatal(err)
		}
		if wanted(s) {
			return s
		}
		select {
		case <-changed:
		case <-t.Context().Done():
			t.Fatalf("the job stays %+v", s)
		}
	}
}

func ended(s jobs.Status) bool { return s.State.Ended() }

func start(t *testing.T, p *jobs.Pool, w jobs.Work) string {
	t.Helper()
	s, err := p.Start("test", w)
	if err != nil {
		t.Fatal(err)
	}
	return s.ID
}

func TestEnds(t *testing.T) {
	var told []string
	p := jobs.New(jobs.Options{Defect: func(err error) { told = append(told, err.Error()) }})
	defer p.Close()
	fail := errors.New("no")
	for name, c := range map[string]struct {
		work jobs.Work
		want jobs.State
	}{
		"done": {func(_ context.Context, r jobs.Report) (any, error) {
			r(0.5, "half", jobs.Step{Stage: "halving"})
			return 42, nil
		}, jobs.Done},
		"failed": {func(context.Context, jobs.Report) (any, error) { return nil, fail }, jobs.Failed},
		"defect": {func(context.Context, jobs.Report) (any, error) { panic("ouch") }, jobs.Failed},
	} {
		s := await(t, p, start(t, p, c.work), ended)
		if s.State != c.want || s.Ended.IsZero() {
			t.Errorf("%s: %+v", name, s)
		}
		switch name {
		case "done":
			if s.Result != 42 || s.Progress != 1 || s.Note != "half" || s.Step == nil || s.Step.Stage != "halving" {
				t.Errorf("done: %+v", s)
			}
		case "failed":
			if !errors.Is(s.Err, fail) {
				t.Errorf("failed: %v", s.Err)
			}
		case "defect":
			if s.Err == nil || !strings.Contains(s.Err.Error(), "ouch") {
				t.Errorf("defect: %v", s.Err)
			}
		}
	}
	if len(told) != 1 || !strings.Contains(told[0], "pool_test.go") {
		t.Errorf("of the defect alone, with its place, is told: %q", told)
	}
}

// TestCancel: a running job is told, one that waits never begins, and its place is free at once.
func TestCancel(t *testing.T) {
	p := jobs.New(jobs.Options{Queue: 1})
	defer p.Close()
	running := start(t, p, func(ctx context.Context, _ jobs.Report) (any, error) { <-ctx.Done(); return nil, ctx.Err() })
	await(t, p, running, func(s jobs.Status) bool { return s.State == jobs.Running })
	waiting := start(t, p, func(context.Context, jobs.Report) (any, error) { t.Error("it began"); return nil, nil })
	if _, err := p.Start("test", nil); city.CodeOf(err) != "busy" {
		t.Errorf("a third job: %v", err)
	}
	if s, err := p.Cancel(waiting); err != nil || s.State != jobs.Cancelled {
		t.Errorf("waiting: %+v, %v", s, err)
	}
	if _, err := p.Cancel(running); err != nil {
		t.Error(err)
	}
	if s := await(t, p, running, ended); s.State != jobs.Cancelled {
		t.Errorf("running: %+v", s)
	}
	if _, err := p.Cancel("nix"); city.CodeOf(err) != "unknown_job" {
		t.Errorf("unknown: %v", err)
	}
}

// TestForgets: the oldest ended jobs are given up, those still wanted are not.
func TestForgets(t *testing.T) {
	p := jobs.New(jobs.Options{Kept: 2, AtOnce: 2})
	defer p.Close()
	long := start(t, p, func(ctx context.Context, _ jobs.Report) (any, error) { <-ctx.Done(); return nil, ctx.Err() })
	var ids []string
	for range 3 {
		ids = append(ids, start(t, p, func(context.Context, jobs.Report) (any, error) { return nil, nil }))
		await(t, p, ids[len(ids)-1], ended)
	}
	if _, err := p.Get(long); err != nil {
		t.Errorf("the running one: %v", err)
	}
	if _, err := p.Get(ids[0]); city.CodeOf(err) != "unknown_job" {
		t.Errorf("the oldest: %v", err)
	}
	list, last := p.Since(0)
	if len(list) != 2 || list[1].Number != last {
		t.Errorf("%d jobs are known, the last change is %d: %+v", len(list), last, list)
	}
	if again, _ := p.Since(last); len(again) != 0 {
		t.Errorf("news of nothing: %+v", again)
	}
}
