export { listHeld as GET } from '@/entities/quarantine/index.server';
