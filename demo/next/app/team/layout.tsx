import Link from 'next/link';
import type { ReactNode } from 'react';
import { TeamChat } from './team-chat';

/** The chat stands beside all pages of the team and stays connected from one to the next. */
export default function TeamLayout({ children }: { children: ReactNode }) {
  return (
    <div className="beside">
      <section>
        <nav>
          <Link href="/team">Today</Link>
          <Link href="/team/notes">Notes</Link>
        </nav>
        {children}
      </section>
      <TeamChat greeting="Say hello to the team" />
    </div>
  );
}
