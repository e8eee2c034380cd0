package jobs

import "github.com/redsail/redsail/internal/city"

// Get gives a job; NotFound with code unknown_job when it is not, or no more, known.
func (p *Pool) Get(id string) (Status, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	j, err := p.find(id)
	if err != nil {
		return Status{}, err
	}
	return j.Status, nil
}

func (p *Pool) find(id string) (*job, error) {
	for _, j := range p.jobs {
		if j.ID == id {
			return j, nil
		}
	}
	return nil, city.Errorf(city.NotFound, "unknown_job", "there is no such job, or it ended long ago and was forgotten")
}

// Cancel ends a job: at once where it waits, soon where it runs. One that has ended stays as it
// is.
func (p *Pool) Cancel(id string) (Status, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	j, err := p.find(id)
	if err != nil {
		return Status{}, err
	}
	j.cancel()
	if j.State == Queued {
		j.State, j.Err, j.Ended, j.work = Cancelled, j.ctx.Err(), p.o.Now(), nil
		p.turn(j)
	}
	return j.Status, nil
}

// Changed is closed when any job is another than now. Who takes it before Since misses none.
func (p *Pool) Changed() <-chan struct{} {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.next == nil {
		p.next = make(chan struct{})
	}
	return p.next
}

// Since gives the jobs that changed after a number, in the order in which they did, and the
// number of the last change.
func (p *Pool) Since(number int64) (list []Status, last int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, j := range p.jobs {
		if j.Number > number {
			list = append(list, j.Status)
		}
	}
	sortByNumber(list)
	return list, p.number
}

// Close cancels all jobs and waits for their ends. It is called once.
func (p *Pool) Close() {
	p.mu.Lock()
	p.closed = true
	p.mu.Unlock()
	p.cancel()
	p.work.Wait()
}
