import { BehaviorSubject } from 'rxjs';

/** A value that their elements follow. */
export class Field<T> extends BehaviorSubject<T> {
  /** Says what it is; the same again is no news. */
  tell(value: T): void {
    if (!Object.is(value, this.value)) this.next(value);
  }
}
